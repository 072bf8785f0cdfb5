import type { Rule } from './model.ts';
import { duplicateAccounts } from './rules/accounts-duplicate.ts';
import { emptyPassword } from './rules/accounts-empty-password.ts';
import { passwordHash } from './rules/accounts-password-hash.ts';
import { uidZero } from './rules/accounts-uid-zero.ts';
import { age } from './rules/config-age.ts';
import { keyPassword } from './rules/config-key-password.ts';
import { missingLabels } from './rules/config-missing-labels.ts';
import { movingTag } from './rules/config-moving-tag.ts';
import { noCommand } from './rules/config-no-command.ts';
import { noHealthcheck } from './rules/config-no-healthcheck.ts';
import { nonNumericUser } from './rules/config-non-numeric-user.ts';
import { onbuild } from './rules/config-onbuild.ts';
import { privilegedPort } from './rules/config-privileged-port.ts';
import { relativeWorkdir } from './rules/config-relative-workdir.ts';
import { rootUser } from './rules/config-root-user.ts';
import { secretEnv } from './rules/config-secret-env.ts';
import { secretHistory } from './rules/config-secret-history.ts';
import { secretLabel } from './rules/config-secret-label.ts';
import { shellForm } from './rules/config-shell-form.ts';
import { sshPort } from './rules/config-ssh-port.ts';
import { stopSignal } from './rules/config-stop-signal.ts';
import { systemVolume } from './rules/config-system-volume.ts';
import { tlsVerification } from './rules/config-tls-verification.ts';
import { unknownUser } from './rules/config-unknown-user.ts';
import { endOfLife } from './rules/distribution-end-of-life.ts';
import { unknownDistribution } from './rules/distribution-unknown.ts';
import { authorizedKeys } from './rules/files-authorized-keys.ts';
import { buildTools } from './rules/files-build-tools.ts';
import { capabilities } from './rules/files-capabilities.ts';
import { credentialFile } from './rules/files-credential-file.ts';
import { deletedContent } from './rules/files-deleted-content.ts';
import { deletedSecret } from './rules/files-deleted-secret.ts';
import { deviceNodes } from './rules/files-device-nodes.ts';
import { dockerSocket } from './rules/files-docker-socket.ts';
import { dotenv } from './rules/files-dotenv.ts';
import { gitDirectory } from './rules/files-git-directory.ts';
import { ldPreload } from './rules/files-ld-preload.ts';
import { packageCache } from './rules/files-package-cache.ts';
import { packageManager } from './rules/files-package-manager.ts';
import { privateKey } from './rules/files-private-key.ts';
import { setuid } from './rules/files-setuid.ts';
import { shell } from './rules/files-shell.ts';
import { temporaryFiles } from './rules/files-temporary-files.ts';
import { unsignedRepository } from './rules/files-unsigned-repository.ts';
import { wastedSpace } from './rules/files-wasted-space.ts';
import { worldWritable } from './rules/files-world-writable.ts';
import { worldWritableDirectory } from './rules/files-world-writable-directory.ts';
import { addUrl } from './rules/history-add-url.ts';
import { pipeToShell } from './rules/history-pipe-to-shell.ts';
import { sudo } from './rules/history-sudo.ts';
import { unverifiedDownload } from './rules/history-unverified-download.ts';
import { upgrade } from './rules/history-upgrade.ts';

/** Every rule, in the order in which reports list them. A new rule is one file in rules/ and one line here. */
export const RULES: readonly Rule[] = [
  keyPassword,
  secretEnv,
  secretHistory,
  secretLabel,
  rootUser,
  unknownUser,
  nonNumericUser,
  systemVolume,
  sshPort,
  privilegedPort,
  tlsVerification,
  relativeWorkdir,
  shellForm,
  noCommand,
  noHealthcheck,
  stopSignal,
  onbuild,
  movingTag,
  age,
  missingLabels,
  pipeToShell,
  unverifiedDownload,
  addUrl,
  sudo,
  upgrade,
  uidZero,
  emptyPassword,
  passwordHash,
  duplicateAccounts,
  deletedSecret,
  privateKey,
  credentialFile,
  dotenv,
  authorizedKeys,
  ldPreload,
  setuid,
  capabilities,
  deviceNodes,
  worldWritable,
  worldWritableDirectory,
  dockerSocket,
  unsignedRepository,
  gitDirectory,
  buildTools,
  packageCache,
  temporaryFiles,
  deletedContent,
  wastedSpace,
  packageManager,
  shell,
  endOfLife,
  unknownDistribution,
];

export function findRule(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}

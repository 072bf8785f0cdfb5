// Every cataloger. A new ecosystem is a folder under catalogers/ and a line here.
import type { Cataloger } from './cataloger.ts';
import { alpm } from './catalogers/alpm/index.ts';
import { apk } from './catalogers/apk/index.ts';
import { binary } from './catalogers/binary/index.ts';
import { bitnami } from './catalogers/bitnami/index.ts';
import { cocoapods } from './catalogers/cocoapods/index.ts';
import { conan } from './catalogers/conan/index.ts';
import { conda } from './catalogers/conda/index.ts';
import { dart } from './catalogers/dart/index.ts';
import { deno } from './catalogers/deno/index.ts';
import { dotnet } from './catalogers/dotnet/index.ts';
import { dpkg } from './catalogers/dpkg/index.ts';
import { elfPackage } from './catalogers/elf-package/index.ts';
import { elixir } from './catalogers/elixir/index.ts';
import { embeddedSbom } from './catalogers/embedded-sbom/index.ts';
import { erlang } from './catalogers/erlang/index.ts';
import { githubActions } from './catalogers/github-actions/index.ts';
import { go } from './catalogers/go/index.ts';
import { graalvm } from './catalogers/graalvm/index.ts';
import { gradle } from './catalogers/gradle/index.ts';
import { haskell } from './catalogers/haskell/index.ts';
import { helm } from './catalogers/helm/index.ts';
import { homebrew } from './catalogers/homebrew/index.ts';
import { java } from './catalogers/java/index.ts';
import { jvm } from './catalogers/jvm/index.ts';
import { linuxKernel } from './catalogers/linux-kernel/index.ts';
import { lua } from './catalogers/lua/index.ts';
import { maven } from './catalogers/maven/index.ts';
import { nix } from './catalogers/nix/index.ts';
import { npm } from './catalogers/npm/index.ts';
import { opam } from './catalogers/opam/index.ts';
import { opkg } from './catalogers/opkg/index.ts';
import { php } from './catalogers/php/index.ts';
import { portage } from './catalogers/portage/index.ts';
import { python } from './catalogers/python/index.ts';
import { r } from './catalogers/r/index.ts';
import { rpm } from './catalogers/rpm/index.ts';
import { ruby } from './catalogers/ruby/index.ts';
import { rust } from './catalogers/rust/index.ts';
import { snap } from './catalogers/snap/index.ts';
import { swift } from './catalogers/swift/index.ts';
import { swipl } from './catalogers/swipl/index.ts';
import { terraform } from './catalogers/terraform/index.ts';
import { vcpkg } from './catalogers/vcpkg/index.ts';
import { wordpress } from './catalogers/wordpress/index.ts';

export const CATALOGERS: readonly Cataloger[] = [
  bitnami,
  homebrew,
  snap,
  nix,
  linuxKernel,
  opkg,
  portage,
  alpm,
  apk,
  dpkg,
  go,
  rpm,
  rust,
  binary,
  elfPackage,
  dotnet,
  graalvm,
  npm,
  java,
  python,
  ruby,
  php,
  conda,
  jvm,
  gradle,
  r,
  lua,
  dart,
  elixir,
  erlang,
  deno,
  haskell,
  swift,
  cocoapods,
  conan,
  vcpkg,
  wordpress,
  terraform,
  githubActions,
  opam,
  swipl,
  helm,
  maven,
  embeddedSbom,
];

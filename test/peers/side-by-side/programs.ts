// Programs built out of the trees: what is embedded in them is all that tells what they are made of.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CARGO_WORKSPACE, GO_MODULE, mavenJars, POM } from './trees-compiled.ts';
import { inside, once, workshop, write } from './workshop.ts';

/** Built once: stripped and not, with a version given to the linker and without, for three systems. */
export async function goPrograms(root: string): Promise<void> {
  const built = await once(workshop('made-go'), async (folder) => {
    write(folder, GO_MODULE);
    await inside(folder, 'go', 'mod', 'tidy', '-e');
    const build = (name: string, system: string, ...flags: string[]) =>
      inside(
        folder,
        'env',
        `GOOS=${system}`,
        'CGO_ENABLED=0',
        'go',
        'build',
        ...flags,
        '-o',
        `bin/${name}`,
        '.',
      );
    await build('flagship', 'linux', '-trimpath', '-ldflags=-s -w -X main.version=2.7.1');
    await build('flagship-plain', 'linux');
    await build('flagship.exe', 'windows', '-trimpath', '-ldflags=-X main.version=2.7.2');
    await build('flagship-darwin', 'darwin', '-trimpath', '-ldflags=-s -X main.version=v2.7.3');
  });
  await inside(root, 'cp', '-a', join(built, 'bin'), root);
}

/** The list of crates that an audited build links in, made of `cargo metadata`: compiling cargo-auditable takes minutes. */
const AUDIT = `import json, subprocess, zlib
meta = json.loads(subprocess.check_output(['cargo', 'metadata', '--format-version', '1']))
nodes = {node['id']: node for node in meta['resolve']['nodes']}
root = next(p['id'] for p in meta['packages'] if p['name'] == 'keel')
kinds, queue = {root: 'runtime'}, [root]
while queue:
    at = queue.pop(0)
    for dep in nodes[at]['deps']:
        for kind in dep['dep_kinds']:
            name = {None: kinds[at], 'build': 'build'}.get(kind['kind'])
            if name and kinds.get(dep['pkg']) not in ('runtime', name):
                kinds[dep['pkg']] = name
                queue.append(dep['pkg'])
order = sorted(kinds, key=lambda id: next(p['name'] for p in meta['packages'] if p['id'] == id))
def entry(id):
    p = next(p for p in meta['packages'] if p['id'] == id)
    row = {'name': p['name'], 'version': p['version'], 'source': 'crates.io' if p['source'] else 'local'}
    if kinds[id] == 'build': row['kind'] = 'build'
    deps = sorted(order.index(d['pkg']) for d in nodes[id]['deps'] if d['pkg'] in kinds)
    if deps: row['dependencies'] = deps
    if id == root: row['root'] = True
    return row
open('audit', 'wb').write(zlib.compress(json.dumps({'packages': [entry(id) for id in order]}).encode()))
`;

export async function rustProgram(root: string): Promise<void> {
  const built = await once(workshop('made-rust'), async (folder) => {
    write(folder, CARGO_WORKSPACE);
    await inside(folder, 'cargo', 'build', '-q', '--release');
    await inside(folder, 'python3', '-c', AUDIT);
    const program = 'target/release/keel';
    await inside(folder, 'objcopy', '--add-section', '.dep-v0=audit', program, 'audited');
  });
  mkdirSync(join(root, 'usr/bin'), { recursive: true });
  await inside(root, 'cp', join(built, 'audited'), 'usr/bin/keel');
}

/** A war with its libraries inside, a jar of jars as Spring Boot packs them, and a jar that two were poured into. */
export async function javaApplication(root: string): Promise<void> {
  const built = await once(workshop('made-java'), async (folder) => {
    write(folder, { 'pom.xml': POM, 'empty/.keep': '' });
    await mavenJars(folder);
    const manifest = 'Manifest-Version: 1.0\nImplementation-Title: steamer\nImplementation-Version: 3.1.0\n';
    write(folder, {
      'manifest.mf': manifest,
      'boot.mf': `${manifest}Main-Class: org.example.Launcher\nSpring-Boot-Version: 3.2.5\nSpring-Boot-Lib: BOOT-INF/lib/\n`,
      'own/META-INF/maven/com.example.fleet/steamer/pom.properties':
        'version=3.1.0\ngroupId=com.example.fleet\nartifactId=steamer\n',
    });
    await inside(
      folder,
      'sh',
      '-c',
      'mkdir -p WEB-INF BOOT-INF shaded && cp -r lib WEB-INF/ && cp -r lib BOOT-INF/',
    );
    await inside(folder, 'jar', 'cfm', 'steamer.war', 'manifest.mf', '-C', 'own', 'META-INF', 'WEB-INF');
    await inside(folder, 'jar', 'cfm0', 'boot.jar', 'boot.mf', '-C', 'own', 'META-INF', 'BOOT-INF');
    const pour =
      'cd shaded && for j in ../lib/commons-io-*.jar ../lib/jackson-core-*.jar; do jar xf $j; done';
    await inside(folder, 'sh', '-c', `${pour} && rm -rf META-INF/MANIFEST.MF META-INF/versions`);
    await inside(
      folder,
      'jar',
      'cfm',
      'poured-3.1.0.jar',
      'manifest.mf',
      '-C',
      'own',
      'META-INF',
      '-C',
      'shaded',
      '.',
    );
  });
  mkdirSync(join(root, 'srv'), { recursive: true });
  for (const file of ['steamer.war', 'boot.jar', 'poured-3.1.0.jar'])
    await inside(root, 'cp', join(built, file), 'srv');
}

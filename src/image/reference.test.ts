import { describe, expect, it } from 'vitest';
import { PlimsollError } from '../base/error.ts';
import {
  authKey,
  familiarName,
  formatReference,
  type ImageReference,
  isLoopbackRegistry,
  looksLikePath,
  type ParseReferenceOptions,
  parseReference,
  wireHost,
  withTransport,
} from './reference.ts';

const HEX = 'a'.repeat(64);
const DIGEST = `sha256:${HEX}`;

function assumed(reference: ImageReference): string[] {
  return reference.assumptions.map((a) => `${a.what}=${a.value}`);
}

function refusal(text: string, options?: ParseReferenceOptions): PlimsollError {
  try {
    parseReference(text, options);
  } catch (error) {
    if (error instanceof PlimsollError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('parseReference() on names', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.29', 'docker.io/library/nginx:1.29'],
    ['bitnami/redis', 'docker.io/bitnami/redis:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['registry-1.docker.io/library/nginx', 'docker.io/library/nginx:latest'],
    ['registry.hub.docker.com/a/b:c', 'docker.io/a/b:c'],
    ['ghcr.io/a/b/c/d:v1', 'ghcr.io/a/b/c/d:v1'],
    ['GHCR.io/a/b', 'ghcr.io/a/b:latest'],
    ['localhost/x', 'localhost/x:latest'],
    ['localhost:5000/x', 'localhost:5000/x:latest'],
    ['localhost:5000', 'docker.io/library/localhost:5000'],
    ['x:5000', 'docker.io/library/x:5000'],
    ['host:5000/x', 'host:5000/x:latest'],
    ['host:5000/x:6', 'host:5000/x:6'],
    ['my.repo/x', 'my.repo/x:latest'],
    ['[::1]:5000/x', '[::1]:5000/x:latest'],
    ['[2001:DB8::1]/x:y', '[2001:db8::1]/x:y'],
    ['10.0.0.7/a__b/c.d-e--f', '10.0.0.7/a__b/c.d-e--f:latest'],
    [`nginx@${DIGEST}`, `docker.io/library/nginx@${DIGEST}`],
    [`nginx:1@${DIGEST}`, `docker.io/library/nginx:1@${DIGEST}`],
    [`h:1/n@sha512:${HEX}${HEX}`, `h:1/n@sha512:${HEX}${HEX}`],
  ])('reads %s as %s', (text, full) => {
    const reference = parseReference(text);
    expect(formatReference(reference)).toBe(full);
    expect(reference.transport).toBe('auto');
    expect(reference.path).toBe(text);
  });

  it('remembers what it filled in', () => {
    expect(assumed(parseReference('nginx'))).toEqual([
      'registry=docker.io',
      'namespace=library',
      'tag=latest',
    ]);
    expect(assumed(parseReference('bitnami/redis:7'))).toEqual(['registry=docker.io']);
    expect(assumed(parseReference('docker.io/nginx:1'))).toEqual(['namespace=library']);
    expect(assumed(parseReference(`ghcr.io/a/b@${DIGEST}`))).toEqual([]);
  });

  it('keeps a tag beside a digest', () => {
    expect(parseReference(`nginx:1.29@${DIGEST}`)).toMatchObject({ tag: '1.29', digest: DIGEST });
  });

  it('takes a first part with an upper-case letter for a host and says so', () => {
    const reference = parseReference('MyOrg/app');
    expect(reference).toMatchObject({ registry: 'MyOrg', repository: 'app' });
    expect(reference.assumptions[0]?.note).toContain('lower case');
  });

  it('follows other defaults when given', () => {
    const options = { defaultRegistry: 'ghcr.io', defaultTag: '', defaultTransport: 'registry' } as const;
    const reference = parseReference('a/b', options);
    expect(formatReference(reference)).toBe('ghcr.io/a/b');
    expect(assumed(reference)).toEqual(['registry=ghcr.io']);
    expect(parseReference('oci:x', options).transport).toBe('oci');
    expect(parseReference('x:y', { defaultTransport: 'oci' })).toMatchObject({ path: 'x', ref: 'y' });
  });
});

describe('parseReference() on transports', () => {
  it.each([
    ['registry:nginx', 'docker.io/library/nginx:latest', 'registry'],
    ['docker://nginx', 'docker.io/library/nginx:latest', 'registry'],
    ['docker://registry:2', 'docker.io/library/registry:2', 'registry'],
    ['oci://ghcr.io/a/b', 'ghcr.io/a/b:latest', 'registry'],
    ['registry:library/2', 'docker.io/library/2:latest', 'registry'],
    ['store:example-secure', 'store:docker.io/library/example-secure:latest', 'store'],
    ['docker:nginx', 'docker:docker.io/library/nginx:latest', 'docker'],
    ['docker-daemon:nginx:1', 'docker:docker.io/library/nginx:1', 'docker'],
    ['podman:localhost/x', 'podman:localhost/x:latest', 'podman'],
    ['containerd:a/b:c', 'containerd:docker.io/a/b:c', 'containerd'],
    ['oci:dir', 'oci:dir', 'oci'],
    ['oci:1', 'oci:1', 'oci'],
    ['oci:./a/b:v1', 'oci:./a/b:v1', 'oci'],
    [`oci:/a/b@${DIGEST}`, `oci:/a/b@${DIGEST}`, 'oci'],
    ['ocidir://a/b:v1', 'oci:a/b:v1', 'oci'],
    [
      'oci-archive:a.tar:docker.io/library/nginx:1',
      'oci-archive:a.tar:docker.io/library/nginx:1',
      'oci-archive',
    ],
    ['docker-archive:a.tar', 'docker-archive:a.tar', 'docker-archive'],
    ['docker-archive:a.tar:@1', 'docker-archive:a.tar:@1', 'docker-archive'],
    ['dir:.', 'dir:.', 'dir'],
    ['rootfs:/mnt/a:b', 'rootfs:/mnt/a:b', 'rootfs'],
    ['file:/bin/sh', 'file:/bin/sh', 'file'],
    ['file:///bin/sh', 'file:///bin/sh', 'file'],
    ['sbom:a.json', 'sbom:a.json', 'sbom'],
  ])('reads %s as %s', (text, full, transport) => {
    const reference = parseReference(text);
    expect(reference.transport).toBe(transport);
    expect(formatReference(reference)).toBe(full);
  });

  it('divides a path from the image inside at the first colon, drive letters and existing files excepted', () => {
    expect(parseReference('oci:C:\\img:v1')).toMatchObject({ path: 'C:\\img', ref: 'v1' });
    expect(parseReference('oci:a:b', { exists: (p) => p === 'a:b' })).toMatchObject({ path: 'a:b' });
    expect(parseReference('oci:a:b').ref).toBe('b');
  });

  it.each([
    ['registry:2', 'docker.io/library/registry:2'],
    ['registry:2.8.3', 'docker.io/library/registry:2.8.3'],
    ['registry:3.0.0-rc.1', 'docker.io/library/registry:3.0.0-rc.1'],
    ['registry:latest', 'docker.io/library/registry:latest'],
    [`registry:2@${DIGEST}`, `docker.io/library/registry:2@${DIGEST}`],
    ['docker:28-dind', 'docker.io/library/docker:28-dind'],
    ['docker:dind', 'docker.io/library/docker:dind'],
    ['docker:latest', 'docker.io/library/docker:latest'],
    ['registry:5000/team/app:1', 'registry:5000/team/app:1'],
    ['docker:5000/app', 'docker:5000/app:latest'],
  ])('takes %s for an image or host of that name, and says so', (text, full) => {
    const reference = parseReference(text);
    expect(formatReference(reference)).toBe(full);
    expect(reference.transport).toBe('auto');
    expect(reference.assumptions[0]).toMatchObject({ what: 'transport', value: 'registry' });
    expect(reference.assumptions[0]?.note).toContain('was taken for');
  });

  it('takes docker:REST for the daemon whenever REST is not a tag of the image docker', () => {
    for (const rest of ['alpine', '7zip', 'dind/x', '123456789012', 'a:1'])
      expect(parseReference(`docker:${rest}`).transport).toBe('docker');
  });

  it('knows image ids', () => {
    expect(parseReference(HEX)).toMatchObject({ transport: 'store', imageId: HEX });
    expect(parseReference(DIGEST)).toMatchObject({ transport: 'store', imageId: HEX });
    expect(parseReference(`docker:${DIGEST}`)).toMatchObject({ transport: 'docker', imageId: HEX });
    expect(parseReference('63b44e8d1234')).toMatchObject({
      imageId: '63b44e8d1234',
      repository: 'library/63b44e8d1234',
    });
    expect(refusal(`registry:${HEX}`).message).toContain('id of a local image');
  });
});

describe('parseReference() on paths', () => {
  it('takes what only a path can be for a path', () => {
    for (const path of ['/a', './a', '../A b', '.', '..', '~/x', 'dir/', 'a\\b']) {
      expect(looksLikePath(path)).toBe(true);
      expect(parseReference(path)).toEqual({ input: path, transport: 'auto', path, assumptions: [] });
    }
  });

  it('takes an existing file for a path, whatever its name', () => {
    expect(parseReference('My Image.tar', { exists: () => true })).toMatchObject({ path: 'My Image.tar' });
    expect(refusal('My Image.tar', { exists: () => false }).exitCode).toBe(2);
  });
});

describe('parseReference() refuses', () => {
  it.each([
    ['', /empty/, /nginx/],
    ['   ', /empty/, /nginx/],
    ['Nginx', /upper-case/, /write nginx$/],
    ['ghcr.io/MyOrg/app:V1', /upper-case/, /write ghcr\.io\/myorg\/app:V1$/],
    ['nginx:', /tag .* is empty/, /1 to 128/],
    [`nginx:${'x'.repeat(129)}`, /valid tag/, /128/],
    ['nginx:-x', /valid tag/, /128/],
    ['nginx@sha256:abc', /not a digest/, /64/],
    [`nginx@SHA256:${HEX}`, /not a digest/, /lower case/],
    [`nginx@${DIGEST}@${DIGEST}`, /not a digest/, /64/],
    ['a//b', /not an image name/, /lower-case/],
    ['-a', /not an image name/, /lower-case/],
    ['a_-b', /not an image name/, /lower-case/],
    ['registry:ghcr.io/', /repository name is missing/, /nginx/],
    ['host:0/x', /port/, /host\[:port\]/],
    ['host:65536/x', /port/, /host\[:port\]/],
    ['ho_st.example/x', /registry host/, /host/],
    ['[::zz]/x', /registry host/, /host/],
    ['https://ghcr.io/a/b', /URL/, /leave https/],
    ['containers-storage:x', /podman/, /podman:IMAGE/],
    ['ftp://x/y', /not a transport/, undefined],
    ['oci:', /nothing follows/, /oci/],
    ['oci:dir:', /nothing follows/, undefined],
    ['oci:dir:a b', /blanks/, undefined],
    ['docker:', /nothing follows/, /docker/],
    ['a\u0000b', /control character/, undefined],
    ['a\nb', /control character/, undefined],
    ['x'.repeat(8193), /more than 8192/, undefined],
    ['x'.repeat(300), /more than 255/, undefined],
    [`${'a.'.repeat(130)}b/x`, /host name/, /host/],
    [`dir:${'x'.repeat(4097)}`, /4096 bytes/, undefined],
    [`oci:x:${'x'.repeat(513)}`, /512/, undefined],
  ])('%j', (text, message, hint) => {
    const error = refusal(text);
    expect(error.code).toBe('usage');
    expect(error.message).toMatch(message);
    if (hint) expect(error.hint ?? '').toMatch(hint);
  });

  it('keeps credentials and control characters out of the message', () => {
    const error = refusal('https://user:hunter2@ghcr.io/\u009b31m');
    expect(`${error.message} ${error.hint}`).not.toMatch(/hunter2|user|\u009b/);
  });
});

describe('withTransport()', () => {
  it('says what the caller settled on', () => {
    const reference = withTransport(parseReference('nginx:1'), 'registry');
    expect(reference.transport).toBe('registry');
    expect(assumed(reference)).toEqual(['transport=registry', 'registry=docker.io', 'namespace=library']);
    expect(withTransport(parseReference('store:a'), 'registry').transport).toBe('store');
    expect(assumed(withTransport(parseReference('registry:2'), 'store'))[0]).toBe('transport=store');
  });

  it('forgets the name that a file or folder of that spelling seemed to be', () => {
    const layout = withTransport(parseReference('nginx'), 'oci');
    expect(formatReference(layout)).toBe('oci:nginx');
    expect(assumed(layout)).toEqual(['transport=oci']);
    expect(formatReference(withTransport(parseReference('./nginx'), 'dir'))).toBe('dir:./nginx');
  });
});

describe('familiarName()', () => {
  it.each([
    ['docker.io/library/nginx:latest', 'nginx'],
    ['nginx:1', 'nginx:1'],
    [`nginx:latest@${DIGEST}`, `nginx:latest@${DIGEST}`],
    ['docker.io/a/b', 'a/b'],
    ['docker.io/library/a/b', 'library/a/b'],
    ['ghcr.io/library/nginx', 'ghcr.io/library/nginx'],
    ['dir:/x', 'dir:/x'],
  ])('of %s is %s', (text, short) => expect(familiarName(parseReference(text))).toBe(short));
});

describe('registries', () => {
  it('wireHost() and authKey() know Docker Hub', () => {
    expect([wireHost('docker.io'), wireHost('ghcr.io')]).toEqual(['registry-1.docker.io', 'ghcr.io']);
    expect(authKey('index.docker.io')).toBe('https://index.docker.io/v1/');
    expect(authKey('localhost:5000')).toBe('localhost:5000');
  });

  it('isLoopbackRegistry() takes this machine only', () => {
    for (const host of [
      'localhost',
      'localhost:5000',
      'LOCALHOST:1',
      'a.localhost',
      '127.0.0.1:5',
      '127.9.9.9',
      '[::1]',
      '[::1]:5',
    ])
      expect([host, isLoopbackRegistry(host)]).toEqual([host, true]);
    for (const host of [
      'localhost.evil.com',
      '127.0.0.1.evil.com',
      '128.0.0.1',
      '[::2]:5',
      '0.0.0.0',
      '10.0.0.1',
    ])
      expect([host, isLoopbackRegistry(host)]).toEqual([host, false]);
  });
});

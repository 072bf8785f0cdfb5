import { describe, expect, it } from 'vitest';
import { digestOf } from '../base/digest.ts';
import { renderTemplate } from '../codec/gotemplate/index.ts';
import { parseImageConfig } from './config.ts';
import { toDockerInspect } from './inspect.ts';
import { inspectTemplateData } from './inspect-template.ts';
import { type Document, type ImageManifest, parseManifest } from './manifest.ts';
import { MediaType } from './media-types.ts';

const DIFF_ID = `sha256:${'1'.repeat(64)}`;

function inspect(config: object, extra: { repoDigests?: string[]; lastTagged?: string } = {}) {
  const bytes = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', ...config }));
  const manifest = {
    schemaVersion: 2,
    mediaType: MediaType.ociManifest,
    config: { mediaType: MediaType.ociConfig, digest: digestOf(bytes), size: bytes.length },
    layers: [],
  };
  const document = parseManifest(Buffer.from(JSON.stringify(manifest))) as Document<ImageManifest>;
  const result = toDockerInspect({
    document,
    config: parseImageConfig(bytes),
    tags: ['nginx:latest'],
    repoDigests: extra.repoDigests ?? [],
    size: 5,
    ...(extra.lastTagged && { lastTagged: extra.lastTagged }),
  });
  return {
    result,
    document,
    bytes,
    render: (text: string) => renderTemplate(text, inspectTemplateData(result)),
  };
}

const RICH = {
  author: 'me',
  docker_version: '24.0',
  variant: 'v3',
  'os.version': '1.2',
  created: '2024-05-06T07:08:09.120000000+00:00',
  rootfs: { type: 'layers', diff_ids: [DIFF_ID] },
  history: [
    { created_by: 'a', empty_layer: true },
    { created: 'x', created_by: 'b', comment: 'buildkit' },
  ],
  config: {
    Env: ['A=1', 3],
    Cmd: [],
    Entrypoint: '/x',
    Labels: { z: '1', a: '2' },
    ExposedPorts: { '80/tcp': {}, '443/tcp': { x: 1 } },
    Healthcheck: { Test: ['CMD', 'x'], Interval: 5, Retries: 0, Unknown: 1 },
    StopTimeout: 0,
    ArgsEscaped: false,
    Shell: [],
    NotDockers: true,
  },
};

describe('toDockerInspect()', () => {
  it('prints an empty configuration as docker prints one', () => {
    const { result } = inspect({});
    expect(JSON.stringify(result.Config)).toBe(
      '{"Hostname":"","Domainname":"","User":"","AttachStdin":false,"AttachStdout":false,"AttachStderr":false,' +
        '"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":null,"Cmd":null,"Image":"","Volumes":null,' +
        '"WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":null}',
    );
    expect(Object.keys(result)).toEqual(
      'Id RepoTags RepoDigests Parent Comment DockerVersion Author Config Architecture Os Size RootFS Metadata Descriptor History'.split(
        ' ',
      ),
    );
    expect(result.RepoDigests).toEqual([]);
    expect(result.RootFS).toEqual({ Type: 'layers' });
    expect(result.Metadata.LastTagTime).toBe('0001-01-01T00:00:00Z');
  });

  it('tells the image id from the manifest digest', () => {
    const { result, document, bytes } = inspect({});
    expect(result.Id).toBe(digestOf(bytes));
    expect(result.Descriptor).toEqual({
      mediaType: MediaType.ociManifest,
      digest: document.digest,
      size: document.bytes.length,
    });
  });

  it('keeps null, empty and left out apart, sorts maps and drops what docker does not know', () => {
    const { result } = inspect(RICH, { lastTagged: '2024-01-01T00:00:00.500Z' });
    expect(Object.keys(result.Config)).toEqual(
      'Hostname Domainname User AttachStdin AttachStdout AttachStderr ExposedPorts Tty OpenStdin StdinOnce Env Cmd Healthcheck Image Volumes WorkingDir Entrypoint OnBuild Labels StopTimeout'.split(
        ' ',
      ),
    );
    expect(JSON.stringify(result.Config.ExposedPorts)).toBe('{"443/tcp":{},"80/tcp":{}}');
    expect(JSON.stringify(result.Config.Labels)).toBe('{"a":"2","z":"1"}');
    expect(result.Config).toMatchObject({
      Env: ['A=1'],
      Cmd: [],
      Entrypoint: ['/x'],
      Healthcheck: { Test: ['CMD', 'x'], Interval: 5 },
      StopTimeout: 0,
    });
    expect(result).toMatchObject({
      Author: 'me',
      Comment: 'buildkit',
      Created: '2024-05-06T07:08:09.12Z',
      DockerVersion: '24.0',
      Variant: 'v3',
      OsVersion: '1.2',
      RootFS: { Type: 'layers', Layers: [DIFF_ID] },
      Metadata: { LastTagTime: '2024-01-01T00:00:00.5Z' },
      History: [
        { created_by: 'a', empty_layer: true },
        { created: 'x', created_by: 'b', comment: 'buildkit' },
      ],
    });
  });
});

describe('inspectTemplateData()', () => {
  it.each([
    [
      '{{.Config.User}}|{{.Config.Entrypoint}}|{{.Config.Labels}}|{{.Config.Healthcheck}}|{{.Created}}',
      '|[]|map[]|<nil>|',
    ],
    ['{{range .Config.Env}}{{println .}}{{end}}{{len .RootFS.Layers}}{{range .History}}x{{end}}', '0'],
    ['{{with .Config.Healthcheck}}{{.Test}}{{else}}none{{end}}', 'none'],
    ['{{.Config.Labels.no}} {{index .Config.Labels "no"}}|', '<no value> |'],
  ])('has the zeros of an empty image: %s', (text, expected) =>
    expect(inspect({}).render(text)).toBe(expected),
  );

  it.each([
    ['{{.Config.Labels.a}} {{index .Config.Labels "no"}}|{{.Config.Labels.no}}', '2 |<no value>'],
    [
      '{{.Config.ExposedPorts}} {{range $p, $_ := .Config.ExposedPorts}}{{$p}} {{end}}',
      'map[443/tcp:{} 80/tcp:{}] 443/tcp 80/tcp ',
    ],
    ['{{.Config.Healthcheck.Test}} {{.Config.Healthcheck.Retries}}', '[CMD x] 0'],
    ['{{index .RootFS.Layers 0}} {{.Os}}/{{.Architecture}} {{.Size}}', `${DIFF_ID} linux/amd64 5`],
    [
      '{{json .Config.Healthcheck}} {{json .Config.Cmd}} {{json .Config.Volumes}}',
      '{"Test":["CMD","x"],"Interval":5} [] null',
    ],
    ['{{range .History}}{{.created_by}}{{.comment}}{{.empty_layer}},{{end}}', 'atrue,bbuildkitfalse,'],
  ])('follows docker: %s', (text, expected) => expect(inspect(RICH).render(text)).toBe(expected));

  it('refuses what docker has not, and a digest that is not there', () => {
    expect(() => inspect({}).render('{{.GraphDriver.Name}}')).toThrow(/no field "GraphDriver"/);
    expect(() => inspect({}).render('{{.Config.Nope}}')).toThrow(/no field "Nope"/);
    expect(() => inspect({}).render('{{index .RepoDigests 0}}')).toThrow(/index out of range/);
    expect(inspect({}, { repoDigests: ['nginx@sha256:1'] }).render('{{index .RepoDigests 0}}')).toBe(
      'nginx@sha256:1',
    );
  });

  it("prints whole documents as JSON in docker's order", () => {
    const { result, render } = inspect(RICH);
    expect(render('{{json .}}')).toBe(JSON.stringify(result));
  });
});

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/base/digest.ts';
import { PlimsollError } from '../../src/base/error.ts';
import { renderTemplate } from '../../src/codec/gotemplate/index.ts';
import { parseImageConfig } from '../../src/image/config.ts';
import { type DockerInspect, toDockerInspect } from '../../src/image/inspect.ts';
import { inspectTemplateData } from '../../src/image/inspect-template.ts';
import { type Document, type ImageManifest, parseManifest } from '../../src/image/manifest.ts';
import { MediaType } from '../../src/image/media-types.ts';

const present = ['dockerd', 'docker'].every((tool) => spawnSync(tool, ['--version']).status === 0);
const usable = present && process.getuid?.() === 0;
if (!usable) console.warn('SKIPPED test/peers/inspect: needs dockerd, docker and root');

const FULL = {
  User: '1000:50',
  Env: ['PATH=/bin', 'A=<b>&é'],
  Cmd: [],
  Entrypoint: ['/x', '-v'],
  ExposedPorts: { '80/tcp': {}, '443/tcp': {}, '1000/udp': {} },
  Volumes: { '/data': {} },
  WorkingDir: '/w',
  Labels: { z: '1', a: '2', '10': 'x', '9': 'y' },
  StopSignal: 'SIGTERM',
  StopTimeout: 0,
  Shell: ['/bin/sh', '-c'],
  OnBuild: ['RUN x'],
  Healthcheck: { Test: ['CMD', 'x'], Interval: 30_000_000_000, Retries: 3 },
  ArgsEscaped: true,
  Hostname: 'h',
  Unknown: 1,
};
const IMAGES: Readonly<Record<string, { readonly tags: readonly string[]; readonly config: object }>> = {
  full: {
    tags: ['full:1', 'localhost:5000/full:2'],
    config: {
      architecture: 'arm64',
      variant: 'v8',
      author: 'me',
      docker_version: '24.0',
      created: '2024-05-06T09:08:09.500+02:00',
      config: FULL,
      history: [
        { created_by: 'x', empty_layer: true },
        { created_by: 'y', comment: 'buildkit' },
      ],
    },
  },
  sparse: {
    tags: [],
    config: {
      created: '2024-05-06T07:08:09.120000000Z',
      config: { Env: [], Labels: {}, Volumes: {}, Cmd: ['/a'] },
    },
  },
  bare: { tags: ['bare:latest'], config: { created: '2024-05-06T07:08:09Z', config: { Hostname: '' } } },
};

interface Built {
  readonly archive: string;
  readonly bytes: Buffer;
}

describe.skipIf(!usable)('toDockerInspect() against dockerd', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-inspect-'));
  const socket = `unix://${join(root, 'docker.sock')}`;
  const loaded = new Map<string, Buffer>();
  let daemon: ChildProcess | undefined;

  function docker(...args: string[]): string {
    const run = spawnSync('docker', args, {
      encoding: 'utf8',
      env: { ...process.env, DOCKER_HOST: socket, DOCKER_CONFIG: root },
    });
    if (run.status !== 0) throw new Error(`docker ${args.join(' ')}: ${run.stderr}`);
    return run.stdout;
  }

  function build(name: string): Built {
    const dir = join(root, name);
    mkdirSync(dir);
    writeFileSync(join(dir, 'hello'), 'hi\n');
    spawnSync('tar', ['-cf', 'layer.tar', 'hello'], { cwd: dir });
    const layer = spawnSync('cat', ['layer.tar'], { cwd: dir }).stdout;
    const diffId = `sha256:${createHash('sha256').update(layer).digest('hex')}`;
    const { tags, config } = IMAGES[name] as (typeof IMAGES)[string];
    const value = {
      architecture: 'amd64',
      os: 'linux',
      ...config,
      rootfs: { type: 'layers', diff_ids: [diffId] },
    };
    const bytes = Buffer.from(JSON.stringify(value));
    writeFileSync(join(dir, 'config.json'), bytes);
    const list = [{ Config: 'config.json', RepoTags: tags, Layers: ['layer.tar'] }];
    writeFileSync(join(dir, 'manifest.json'), JSON.stringify(list));
    const archive = join(root, `${name}.tar`);
    spawnSync('tar', ['-cf', archive, 'config.json', 'layer.tar', 'manifest.json'], { cwd: dir });
    return { archive, bytes };
  }

  function inspectOurs(name: string, bytes: Buffer, size: number): DockerInspect {
    const config = { mediaType: MediaType.ociConfig, digest: digestOf(bytes), size: bytes.length };
    const manifest = { schemaVersion: 2, mediaType: MediaType.ociManifest, config, layers: [] };
    const document = parseManifest(Buffer.from(JSON.stringify(manifest))) as Document<ImageManifest>;
    const tags = IMAGES[name]?.tags ?? [];
    return toDockerInspect({ document, config: parseImageConfig(bytes), tags, repoDigests: [], size });
  }

  beforeAll(async () => {
    const state = [
      '--data-root',
      join(root, 'data'),
      '--exec-root',
      join(root, 'exec'),
      '--pidfile',
      join(root, 'pid'),
    ];
    const args = ['--iptables=false', '--bridge=none', '--storage-driver=vfs', '-H', socket, ...state];
    daemon = spawn('dockerd', args, { stdio: 'ignore' });
    for (let tries = 0; ; tries++) {
      try {
        docker('version');
        return;
      } catch (error) {
        if (tries > 100 || daemon.exitCode !== null) throw error;
        await sleep(200);
      }
    }
  });

  afterAll(async () => {
    const gone = new Promise((resolve) => daemon?.once('exit', resolve) ?? resolve(undefined));
    daemon?.kill('SIGTERM');
    await gone;
    rmSync(root, { recursive: true, force: true });
  });

  function tryDocker(...args: string[]): string {
    try {
      return docker(...args).replace(/\n$/, '');
    } catch {
      return 'refused';
    }
  }

  function tryOurs(template: string, inspected: DockerInspect): string {
    try {
      return renderTemplate(template, inspectTemplateData(inspected));
    } catch (error) {
      if (error instanceof PlimsollError) return 'refused';
      throw error;
    }
  }

  // What docker 26 removed, what only a graph driver knows, and what docker has not.
  const ONLY_DOCKER = ['Container', 'ContainerConfig', 'VirtualSize', 'GraphDriver'];
  const ONLY_OURS = ['Descriptor', 'History'];

  it.each(Object.keys(IMAGES))('prints the image "%s" byte for byte as docker does', (name) => {
    const { archive, bytes } = build(name);
    docker('load', '-q', '-i', archive);
    loaded.set(name, bytes);
    const id = digestOf(bytes);
    const [theirs] = JSON.parse(docker('inspect', id)) as [Record<string, unknown>];
    const ours = inspectOurs(name, bytes, theirs.Size as number);
    const without = (value: object, keys: string[]) =>
      JSON.stringify(Object.fromEntries(Object.entries(value).filter(([k]) => !keys.includes(k))), null, 2);
    expect(without(ours, ONLY_OURS)).toBe(without(theirs, ONLY_DOCKER));
  });

  const TEMPLATES = [
    '{{.Id}} {{.RepoTags}} {{.RepoDigests}} {{.Created}} {{.Os}}/{{.Architecture}} {{.Size}} {{.Author}}',
    '{{.Config.User}}|{{.Config.Env}}|{{.Config.Entrypoint}}|{{.Config.Cmd}}|{{.Config.WorkingDir}}',
    '{{.Config.Labels}}|{{.Config.ExposedPorts}}|{{.Config.Volumes}}|{{.Config.OnBuild}}|{{.Config.Shell}}',
    '{{json .Config.Labels}}{{json .Config.Env}}{{json .Config.Cmd}}{{json .RootFS}}{{json .RepoTags}}',
    '{{range .Config.Env}}{{println .}}{{end}}{{range $p, $c := .Config.ExposedPorts}}{{$p}}={{$c}} {{end}}',
    '{{.RootFS}} {{.RootFS.Type}} {{index .RootFS.Layers 0}} {{len .RootFS.Layers}}',
    '{{with .Config.Healthcheck}}{{.Test}} {{.Retries}} {{json .}}{{else}}none{{end}}',
    '{{.Config.Labels.no}}|{{index .Config.Labels "no"}}|{{index .Config.Labels "a"}}|{{eq .Config.User ""}}',
    '{{if .Config.ArgsEscaped}}a{{end}}{{if .Config.StopSignal}}{{.Config.StopSignal}}{{end}}{{.Variant}}{{.OsVersion}}',
    '{{index .RepoDigests 0}}',
    '{{.Config.Nope}}',
    '{{.Nope}}',
    '{{upper .Os}} {{join .Config.Env ","}} {{title .Os}} {{printf "%.12s" .ID}}',
    '{{slice .Id 7 19}} {{len .Id}}',
  ];

  it.each(TEMPLATES)('renders %s as docker does', (template) => {
    for (const [name, bytes] of loaded) {
      const theirs = tryDocker('inspect', '--format', template, digestOf(bytes));
      const ours = tryOurs(template, inspectOurs(name, bytes, 3));
      expect({ name, ours }).toEqual({ name, ours: theirs });
    }
  });
});

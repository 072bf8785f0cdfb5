// Small inputs of the catalogers, as the tools write them, by cataloger. One that has none here starts from GENERIC.

export const GENERIC: readonly string[] = [
  '{"name":"left-pad","version":"1.3.0","dependencies":{"a":"^1"},"packages":[{"name":"x","version":"1"}]}',
  'name: demo\nversion: 1.0.0\npackages:\n  path:\n    dependency: direct\n    version: "1.9.0"\n',
  '[[package]]\nname = "demo"\nversion = "0.1.0"\ndependencies = ["x 1.0"]\n\n[a.b]\nc = 1\n',
  'Package: demo\nVersion: 1.0-1\nArchitecture: amd64\nDepends: a (>= 1), b | c\nDescription: x\n y\n\n',
  '<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version></project>',
];

const NPM_LOCK =
  '{"name":"a","lockfileVersion":3,"packages":{"":{"name":"a","dependencies":{"b":"^1"}},"node_modules/b":{"version":"1.0.1","resolved":"https://r.example/b/-/b-1.0.1.tgz","integrity":"sha512-AAAA","dev":true,"dependencies":{"c":"*"}},"node_modules/b/node_modules/c":{"version":"2.0.0","link":true}}}';
const YARN_LOCK =
  '# yarn lockfile v1\n\n\n"@a/b@^1.0.0", b@~2:\n  version "1.0.2"\n  resolved "https://r.example/b#abc"\n  integrity sha512-AAAA\n  dependencies:\n    c "^1"\n';
const PNPM_LOCK =
  "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1\n        version: 1.0.0(b@2.0.0)\npackages:\n  a@1.0.0:\n    resolution: {integrity: sha512-AAAA}\nsnapshots:\n  a@1.0.0(b@2.0.0):\n    dependencies:\n      b: 2.0.0\n";
const MIX_LOCK =
  '%{\n  "jason": {:hex, :jason, "1.4.1", "af1504e3", [:mix], [{:decimal, "~> 1.0", [hex: :decimal, optional: true]}], "hexpm", "fbb01eca"},\n}\n';
const OPAM =
  'opam-version: "2.0"\nname: "demo"\nversion: "1.0"\nlicense: "MIT"\ndepends: [\n  "ocaml" {>= "4.08"}\n  "dune"\n]\nurl { src: "https://x.example/a.tgz" checksum: "md5=00" }\n';

export const CORPUS: Readonly<Record<string, readonly string[]>> = {
  dpkg: [
    'Package: libc6\nStatus: install ok installed\nVersion: 2.36-9+deb12u10\nSource: glibc (2.36-9)\nMaintainer: A <a@x.example>\nArchitecture: amd64\nDepends: libgcc-s1, libcrypt1 (>= 1:4.4.10)\nConffiles:\n /etc/ld.so.conf d4e7a7b88a71b5ffd9e2644e71a0cfab\nDescription: x\n y\n .\n\n',
    'd41d8cd98f00b204e9800998ecf8427e  usr/share/doc/a/copyright\n',
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: 2020 A\nLicense: GPL-2+ or MIT\n text\n',
  ],
  apk: [
    'C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\nP:musl\nV:1.2.5-r0\nA:x86_64\nS:1\nI:2\nT:libc\nU:https://musl\nL:MIT\no:musl\nm:A\nt:1\nc:abc\nD:so:a so:b>=1\np:so:libc.musl-x86_64.so.1=1\nF:lib\nM:0:0:755\nR:ld.so\na:0:0:755\nZ:Q1AA=\n\n',
    'https://dl.example/alpine/v3.20/main\n',
  ],
  alpm: [
    '%NAME%\nbash\n\n%VERSION%\n5.2-1\n\n%BASE%\nbash\n\n%LICENSE%\nGPL\n\n%DEPENDS%\nglibc>=2\n\n%BACKUP%\netc/x\tabc\n\n',
    '%FILES%\nusr/\nusr/bin/bash\n',
    '#mtree\n/set type=file uid=0 gid=0 mode=644\n./usr/bin/bash time=1.0 size=5 md5digest=ab sha256digest=cd\n',
  ],
  npm: [
    '{"name":"@s/a","version":"1.0.0","license":"MIT","author":{"name":"A"},"dependencies":{"b":"npm:c@^1"},"repository":"github:a/b"}',
    NPM_LOCK,
    YARN_LOCK,
    PNPM_LOCK,
    '{"lockfileVersion":1,"workspaces":{"":{"name":"a","dependencies":{"b":"^1"}}},"packages":{"b":["b@1.0.0","",{"dependencies":{}},"sha512-AA=="],},}',
  ],
  python: [
    'Metadata-Version: 2.1\nName: requests\nVersion: 2.31.0\nLicense: Apache 2.0\nRequires-Dist: idna (<4,>=2.5) ; python_version >= "3.8" and extra == "x"\nClassifier: License :: OSI Approved\n\nbody\n',
    'requests/__init__.py,sha256=AAAA,123\n"a,b.py",,\n',
    '# c\nidna==3.4 --hash=sha256:aa \\\n  --hash=sha256:bb ; python_version < "3"\n-r other.txt\ngit+https://x.example/a.git@v1#egg=a\n',
    '[[package]]\nname = "idna"\nversion = "3.4"\n[package.dependencies]\na = ">=1"\n',
    '{"_meta":{},"default":{"idna":{"version":"==3.4","hashes":["sha256:aa"]}},"develop":{}}',
    'from setuptools import setup\nsetup(name="a", version="1", install_requires=["idna==3.4", \'b>=1\'])\n',
  ],
  go: [
    'module example.com/a\n\ngo 1.22\n\nrequire (\n\tgolang.org/x/net v0.1.0 // indirect\n)\nreplace a => ../b\nexclude c v1\n',
    'golang.org/x/net v0.1.0 h1:AAAA=\ngolang.org/x/net v0.1.0/go.mod h1:BBBB=\n',
  ],
  rust: [
    'version = 3\n\n[[package]]\nname = "serde"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "aa"\ndependencies = ["b 1.0.0", "c"]\n',
  ],
  ruby: [
    'GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (2.2.3)\n    rails (6.0)\n      rack (~> 2.0, >= 2.0.8)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  rails!\n\nBUNDLED WITH\n   2.1.4\n',
    'Gem::Specification.new do |s|\n  s.name = "rack".freeze\n  s.version = "2.2.3"\n  s.licenses = ["MIT".freeze]\n  s.add_runtime_dependency(%q<a>.freeze, ["~> 1.0"])\nend\n',
  ],
  php: [
    '{"packages":[{"name":"a/b","version":"v1.0","license":["MIT"],"require":{"php":">=7"},"dist":{"url":"https://x","shasum":""}}],"packages-dev":[]}',
    'a:2:{s:4:"name";s:3:"DOM";s:7:"version";a:1:{s:7:"release";s:5:"1.0.0";}}',
  ],
  dotnet: [
    '{"runtimeTarget":{"name":".NETCoreApp,Version=v8.0/linux-x64"},"targets":{".NETCoreApp,Version=v8.0/linux-x64":{"A/1.0.0":{"dependencies":{"B":"2.0.0"},"runtime":{"a.dll":{"assemblyVersion":"1.0.0.0"}}}}},"libraries":{"A/1.0.0":{"type":"package","serviceable":true,"sha512":"x","path":"a/1.0.0"}}}',
    '{"version":1,"dependencies":{"net8.0":{"A":{"type":"Direct","requested":"[1, )","resolved":"1.0.0","contentHash":"x","dependencies":{"B":"1"}}}}}',
    '<?xml version="1.0"?><packages><package id="A" version="1.0" targetFramework="net48" /></packages>',
  ],
  elixir: [MIX_LOCK],
  erlang: [
    '{"1.2.0",\n[{<<"cowboy">>,{pkg,<<"cowboy">>,<<"2.9.0">>},0}]}.\n[\n{pkg_hash,[\n {<<"cowboy">>, <<"AA">>}]}\n].\n',
    '{application, cowboy, [{vsn, "2.9.0"}, {applications, [kernel, stdlib]}]}.\n',
  ],
  lua: [
    'package = "demo"\nversion = "1.0-1"\nsource = { url = "git://x.example" }\ndescription = { license = "MIT" }\ndependencies = { "lua >= 5.1", "a" }\n',
  ],
  opam: [OPAM],
  maven: [
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent><artifactId>a</artifactId><properties><v>\x24{w}</v><w>\x24{v}</w></properties><dependencies><dependency><groupId>g</groupId><artifactId>b</artifactId><version>\x24{v}</version><scope>test</scope></dependency></dependencies></project>',
  ],
  gradle: ['# This is a Gradle generated file\ncom.x:a:1.0=compileClasspath,runtimeClasspath\nempty=\n'],
  conan: [
    '{"version":"0.5","requires":["zlib/1.2.11#aa%1.0"],"build_requires":[]}',
    '[requires]\nzlib/1.2.11@user/ch\n[options]\na=b\n',
    '{"graph_lock":{"nodes":{"0":{"ref":"a/1","requires":["1"]},"1":{"ref":"b/2#r"}}},"version":"0.4"}',
  ],
  haskell: [
    'constraints: any.base ==4.1,\n             any.text ==2.0,\n',
    'resolver: lts-1\nextra-deps:\n- a-1.0@sha256:aa,1\n',
  ],
  terraform: [
    'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "5.0.0"\n  constraints = ">= 4.0"\n  hashes = [\n    "h1:AA=",\n  ]\n}\n',
  ],
  swipl: ["name(demo).\nversion('1.0.0').\nauthor('A', 'a@x').\nrequires(b).\n"],
  cocoapods: [
    'PODS:\n  - A (1.0):\n    - B (~> 2)\n  - B (2.0)\nDEPENDENCIES:\n  - A\nSPEC CHECKSUMS:\n  A: aa\nCOCOAPODS: 1.1\n',
  ],
  wordpress: ['<?php\n/**\n * Plugin Name: Demo\n * Version: 1.0\n * License: GPLv2\n */\n'],
  jvm: [
    'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="17.0.1"\nFULL_VERSION="17.0.1+12"\nIMAGE_TYPE="JRE"\n',
  ],
  r: ['Package: a\nVersion: 1.0-1\nLicense: MIT + file LICENSE\nImports: b (>= 1),\n  c\nBuilt: R 4\n'],
  portage: [
    'obj /usr/bin/a d41d8cd98f00b204e9800998ecf8427e 1\nsym /usr/lib -> lib64 1\ndir /x\n',
    '>=a/b-1:0/1= || ( c/d !e/f )\n',
  ],
  bitnami: [
    '{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"a","packages":[{"SPDXID":"SPDXRef-a","name":"a","versionInfo":"1","externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:bitnami/a@1"}]}],"relationships":[]}',
    '{"nginx":{"version":"1.2","digest":"aa","type":"NAMI"}}',
  ],
};

// The XML of CycloneDX says the same as its JSON, in a fixed order.
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { objectOf, objectsOf, textOf } from '../values.ts';

export interface WrittenXml {
  readonly text: string;
  /** Characters that XML has no way to write. */
  readonly replaced: number;
}

/** @param document in the shape of CycloneDX JSON */
export function writeCycloneXml(document: JsonObject, indent: boolean): WrittenXml {
  const writer = new XmlWriter(indent);
  writer.raw('<?xml version="1.0" encoding="UTF-8"?>');
  const attributes = {
    xmlns: `http://cyclonedx.org/schema/bom/${textOf(document.specVersion)}`,
    serialNumber: textOf(document.serialNumber),
    version: String(document.version),
  };
  writer.element('bom', attributes, () => {
    writer.element('metadata', {}, () => writeMetadata(writer, objectOf(document.metadata)));
    writer.element('components', {}, () => {
      for (const component of objectsOf(document.components)) writeComponent(writer, component);
    });
    writer.element('dependencies', {}, () => {
      for (const { ref, dependsOn } of objectsOf(document.dependencies))
        writer.element('dependency', { ref: textOf(ref) }, () => {
          for (const need of listOf(dependsOn)) writer.element('dependency', { ref: textOf(need) });
        });
    });
  });
  return writer.finish();
}

function writeMetadata(writer: XmlWriter, metadata: JsonObject): void {
  writer.text('timestamp', metadata.timestamp);
  writer.element('tools', {}, () =>
    writer.element('components', {}, () => {
      for (const tool of objectsOf(objectOf(metadata.tools).components)) writeComponent(writer, tool);
    }),
  );
  writeComponent(writer, objectOf(metadata.component));
  writeProperties(writer, metadata.properties);
}

function writeComponent(writer: XmlWriter, component: JsonObject): void {
  const attributes = { type: textOf(component.type), 'bom-ref': textOf(component['bom-ref']) };
  writer.element('component', attributes, () => {
    if (component.supplier)
      writer.element('supplier', {}, () => writer.text('name', objectOf(component.supplier).name));
    for (const name of ['group', 'name', 'version', 'description']) writer.text(name, component[name]);
    writer.list('hashes', component.hashes, ({ alg, content }) =>
      writer.element('hash', { alg: textOf(alg) }, textOf(content)),
    );
    writer.list('licenses', component.licenses, (choice) => writeLicence(writer, choice));
    for (const name of ['cpe', 'purl']) writer.text(name, component[name]);
    const { swid } = component;
    if (swid) writer.element('swid', objectOf(swid) as Record<string, string>);
    writer.list('externalReferences', component.externalReferences, ({ type, url }) =>
      writer.element('reference', { type: textOf(type) }, () => writer.text('url', url)),
    );
    writeProperties(writer, component.properties);
    if (component.evidence)
      writer.element('evidence', {}, () =>
        writer.list('occurrences', objectOf(component.evidence).occurrences, ({ location }) =>
          writer.element('occurrence', {}, () => writer.text('location', location)),
        ),
      );
  });
}

function writeLicence(writer: XmlWriter, choice: JsonObject): void {
  const { expression, license, acknowledgement } = choice;
  const { id, name, url, acknowledgement: ofLicence } = objectOf(license);
  const attributes = { acknowledgement: textOf(acknowledgement) || textOf(ofLicence) };
  if (expression !== undefined) writer.element('expression', attributes, textOf(expression));
  else
    writer.element('license', attributes, () => {
      writer.text('id', id);
      writer.text('name', name);
      writer.text('url', url);
    });
}

function writeProperties(writer: XmlWriter, properties: JsonValue | undefined): void {
  writer.list('properties', properties, ({ name, value }) =>
    writer.element('property', { name: textOf(name) }, textOf(value)),
  );
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What the `Char` production of XML 1.0 leaves out. */
const FORBIDDEN =
  /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

class XmlWriter {
  private readonly parts: string[] = [];
  private readonly indent: boolean;
  private depth = 0;
  private replaced = 0;

  constructor(indent: boolean) {
    this.indent = indent;
  }

  raw(line: string): void {
    this.parts.push(this.indent ? `${'  '.repeat(this.depth)}${line}\n` : line);
  }

  /** Attributes that are empty are left out. */
  element(name: string, attributes: Readonly<Record<string, string>>, content?: string | (() => void)): void {
    const open = Object.entries(attributes)
      .filter(([, value]) => value !== '')
      .reduce((tag, [key, value]) => `${tag} ${key}="${this.escaped(value)}"`, `<${name}`);
    if (content === undefined || content === '') this.raw(`${open}/>`);
    else if (typeof content === 'string') this.raw(`${open}>${this.escaped(content)}</${name}>`);
    else {
      this.raw(`${open}>`);
      this.depth++;
      content();
      this.depth--;
      this.raw(`</${name}>`);
    }
  }

  text(name: string, value: JsonValue | undefined): void {
    if (typeof value === 'string' && value !== '') this.element(name, {}, value);
  }

  /** A list that is empty is left out. */
  list(name: string, value: JsonValue | undefined, item: (object: JsonObject) => void): void {
    const objects = objectsOf(value);
    if (objects.length > 0) this.element(name, {}, () => objects.forEach(item));
  }

  finish(): WrittenXml {
    return { text: this.parts.join('') + (this.indent ? '' : '\n'), replaced: this.replaced };
  }

  private escaped(text: string): string {
    const possible = text.replace(FORBIDDEN, () => {
      this.replaced++;
      return '\ufffd';
    });
    return possible.replace(/[&<>"\t\n\r]/g, (c) => ENTITIES[c] as string);
  }
}

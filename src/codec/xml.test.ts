import { describe, expect, it } from 'vitest';
import { childOf, childrenOf, parseXml, textOf } from './xml.ts';

describe('parseXml()', () => {
  it('gives elements, attributes and text', () => {
    const root = parseXml(
      '\uFEFF<?xml version="1.0"?><!-- c --><p:project xmlns:p="urn:x"><a k="v"> one &amp; <![CDATA[<two>]]></a><a/></p:project>',
      'pom.xml',
    );
    expect(root.name).toBe('p:project');
    expect(childOf(root, 'a')?.attributes).toEqual({ k: 'v' });
    expect(textOf(root, 'a')).toBe('one & <two>');
    expect(childrenOf(root, 'a')).toHaveLength(2);
  });

  it('does not expand the entities of a document type', () => {
    const bomb = '<!DOCTYPE a [<!ENTITY x "boom"><!ENTITY y "&x;&x;">]><a>&y;</a>';
    expect(() => parseXml(bomb, 'pom.xml')).toThrow(/read pom.xml: not valid XML/);
    const outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>';
    expect(() => parseXml(outside, 'pom.xml')).toThrow(/not valid XML/);
  });

  it.each([
    ['', /no element|not valid XML/],
    ['<a><b></a>', /not valid XML/],
    ['<a>', /not valid XML/],
    ['no xml', /not valid XML/],
  ])('refuses %j', (text, why) => {
    expect(() => parseXml(text, 'x')).toThrow(why);
  });

  it('stops at its limits of size, depth and elements', () => {
    expect(() => parseXml('<a/>', 'x', { maxBytes: 3 })).toThrow(/more than 3 bytes/);
    const deep = `${'<a>'.repeat(65)}${'</a>'.repeat(65)}`;
    expect(() => parseXml(deep, 'x')).toThrow(/deeper than 64 levels/);
    expect(() => parseXml('<a><b/><b/></a>', 'x', { maxElements: 2 })).toThrow(/more than 2 elements/);
  });
});

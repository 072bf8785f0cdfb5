/** An absolute reference that schemas accept: a scheme, and none of the characters that RFC 3987 keeps out. */
export function isIri(text: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]*:\/\/[^\s<>"{}|\\^`#[\]\x00-\x20%]+(?:#[^\s<>"{}|\\^`#[\]\x00-\x20%]*)?$/i.test(
      text,
    ) && !/[\x7f-\x9f\ud800-\udfff]/.test(text)
  );
}

/**
 * Writes protocol buffer messages: fields as (number, value) in the wire format.
 * Source: Protocol Buffers documentation, "Encoding".
 */
export class MessageWriter {
  private bytes = new Uint8Array(256);
  private length = 0;

  /** An unsigned integer below 2^53 in base-128 digits. */
  varint(field: number, value: number): this {
    this.tag(field, 0);
    this.digits(value);
    return this;
  }

  /** A 64-bit float. */
  double(field: number, value: number): this {
    this.tag(field, 1);
    this.room(8);
    new DataView(this.bytes.buffer).setFloat64(this.length, value, true);
    this.length += 8;
    return this;
  }

  /** A text in UTF-8. */
  text(field: number, value: string): this {
    return this.raw(field, utf8(value));
  }

  message(field: number, inner: MessageWriter): this {
    return this.raw(field, inner.finish());
  }

  raw(field: number, value: Uint8Array): this {
    this.tag(field, 2);
    this.digits(value.length);
    this.room(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
    return this;
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private tag(field: number, wire: number): void {
    this.digits(field * 8 + wire);
  }

  private digits(value: number): void {
    this.room(8);
    let rest = value;
    while (rest >= 128) {
      this.bytes[this.length] = (rest % 128) + 128;
      this.length += 1;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.length] = rest;
    this.length += 1;
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

/** UTF-8 bytes of a text; lone surrogates become U+FFFD. */
export const utf8 = (text: string): Uint8Array => {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
  }
  return Uint8Array.from(bytes);
};

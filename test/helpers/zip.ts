// A ZIP archive as actions/upload-artifact writes it: deflated, as a stream, so that sizes stand behind the data. Not our reader's
// counterpart by design: it follows the format's description alone.

import { crc32, deflateRawSync } from 'node:zlib';

export function zip(files: Readonly<Record<string, Buffer>>): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  const add = (...more: readonly Buffer[]): void => {
    for (const piece of more) {
      pieces.push(piece);
      offset += piece.length;
    }
  };
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content);
    const text = Buffer.from(name);
    const at = offset;
    // Bit 3: the local header has no sizes; bit 11: the name is UTF-8.
    const common = numbers([2, 20], [2, 0x0808], [2, 8], [4, 0]);
    const sizes = numbers([4, crc32(content)], [4, packed.length], [4, content.length]);
    add(numbers([4, 0x04034b50]), common, numbers([4, 0], [4, 0], [4, 0]), numbers([2, text.length], [2, 0]), text);
    add(packed, numbers([4, 0x08074b50]), sizes);
    const rest = numbers([2, text.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, at]);
    directory.push(numbers([4, 0x02014b50], [2, 45]), common, sizes, rest, text);
  }
  const [start, entries] = [offset, Object.keys(files).length];
  add(...directory);
  add(numbers([4, 0x06054b50], [2, 0], [2, 0], [2, entries], [2, entries], [4, offset - start], [4, start], [2, 0]));
  return Buffer.concat(pieces);
}

function numbers(...fields: readonly (readonly [bytes: number, value: number])[]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}

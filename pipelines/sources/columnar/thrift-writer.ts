/** Type numbers of the compact protocol. */
const TYPE = { int32: 5, int64: 6, binary: 8, list: 9, struct: 12 } as const;

/**
 * Structures in Thrift's compact protocol (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md),
 * as far as Parquet's metadata need it. Fields are written in the order of their numbers.
 */
export class ThriftWriter {
  readonly #bytes: number[] = [];
  #lastField = 0;

  int32(field: number, value: number): this {
    this.#field(field, TYPE.int32);
    return this.#zigzag(value);
  }

  int64(field: number, value: number): this {
    this.#field(field, TYPE.int64);
    return this.#zigzag(value);
  }

  text(field: number, value: string): this {
    this.#field(field, TYPE.binary);
    return this.#binary(value);
  }

  int32s(field: number, values: readonly number[]): this {
    this.#list(field, TYPE.int32, values.length);
    for (const value of values) this.#zigzag(value);
    return this;
  }

  texts(field: number, values: readonly string[]): this {
    this.#list(field, TYPE.binary, values.length);
    for (const value of values) this.#binary(value);
    return this;
  }

  struct(field: number, write: () => unknown): this {
    this.#field(field, TYPE.struct);
    this.#inner(write);
    return this;
  }

  structs<T>(field: number, values: readonly T[], write: (value: T, index: number) => unknown): this {
    this.#list(field, TYPE.struct, values.length);
    for (const [index, value] of values.entries()) this.#inner(() => write(value, index));
    return this;
  }

  /** Ends the outermost structure and answers its bytes. */
  end(): Buffer {
    this.#bytes.push(0);
    return Buffer.from(this.#bytes);
  }

  /** A whole number from 0, seven bits to a byte, the lowest first. */
  static varint(value: number): Buffer {
    const bytes: number[] = [];
    pushVarint(bytes, value);
    return Buffer.from(bytes);
  }

  #field(field: number, type: number): void {
    const step = field - this.#lastField;
    if (step < 1 || step > 15) throw new Error(`field ${field} does not follow field ${this.#lastField}`);
    this.#bytes.push((step << 4) | type);
    this.#lastField = field;
  }

  #list(field: number, type: number, length: number): void {
    this.#field(field, TYPE.list);
    if (length < 15) this.#bytes.push((length << 4) | type);
    else {
      this.#bytes.push(0xf0 | type);
      pushVarint(this.#bytes, length);
    }
  }

  #inner(write: () => unknown): void {
    const outer = this.#lastField;
    this.#lastField = 0;
    write();
    this.#bytes.push(0);
    this.#lastField = outer;
  }

  #binary(value: string): this {
    const bytes = Buffer.from(value);
    pushVarint(this.#bytes, bytes.length);
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  #zigzag(value: number): this {
    pushVarint(this.#bytes, value < 0 ? -value * 2 - 1 : value * 2);
    return this;
  }
}

function pushVarint(bytes: number[], value: number): void {
  let left = value;
  while (left > 0x7f) {
    bytes.push((left % 128) | 0x80);
    left = Math.floor(left / 128);
  }
  bytes.push(left);
}

import { Readable } from 'node:stream';
import type { Connection, Submittable } from 'pg';

/** The messages of PostgreSQL's protocol that a COPY may bring, by their first byte. */
const COPY_DATA = 0x64;
const COPY_OUT_RESPONSE = 0x48;
const COPY_DONE = 0x63;
/** Notices, notifications and settings come between all others. */
const ASIDE = new Set([0x4e, 0x41, 0x53]);

/** The code and the length before a message's content. */
export const FRAME_HEADER = 5;

type Listener = (bytes: Buffer) => void;

function isListener(value: unknown): value is Listener {
  return typeof value === 'function';
}

/**
 * What a COPY … TO STDOUT sends, as whole messages: each piece of the stream is a row of frames, `d`, length, content, and
 * the server sends a row of its table in each. pg-copy-streams takes each message out by itself, which costs as much again as
 * reading it; here a piece is passed on as the socket brought it.
 */
export class CopyFrames extends Readable implements Submittable {
  readonly #text: string;
  #socket: Readable | null = null;
  /** pg's own, which takes all other messages: the very function, since it is given back after each COPY. */
  #listener: Listener = () => undefined;
  /** A message that is not whole yet. */
  #partial: Buffer[] = [];
  #rowCount = 0;

  constructor(text: string) {
    super({ highWaterMark: 1024 * 1024 });
    this.#text = text;
    // whoever reads it is told, whenever that is
    this.on('error', () => undefined);
  }

  /** How many rows the server says it has sent. */
  get rowCount(): number {
    return this.#rowCount;
  }

  submit(connection: Connection): void {
    const socket: Readable = connection.stream;
    const [listener] = socket.listeners('data');
    if (!isListener(listener)) throw new Error('nobody reads this connection');
    this.#listener = listener;
    this.#socket = socket;
    socket.removeAllListeners('data');
    socket.on('data', this.#take);
    connection.query(this.#text);
  }

  override _read(): void {
    this.#socket?.resume();
  }

  // pg calls these as the messages arrive
  handleError(error: Error): void {
    this.#detach();
    this.destroy(error);
  }

  handleCommandComplete(message: { readonly text?: string }): void {
    this.#rowCount = Number(/^COPY (\d+)/.exec(message.text ?? '')?.[1] ?? 0);
  }

  handleReadyForQuery(): void {
    // the rows ended with their own message
  }

  readonly #take = (bytes: Buffer): void => {
    const all = this.#withPartial(bytes);
    if (all !== null) this.#takeMessages(all);
  };

  #takeMessages(all: Buffer): void {
    let from = 0;
    let at = 0;
    while (at + FRAME_HEADER <= all.length) {
      const end = at + 1 + all.readUInt32BE(at + 1);
      const code = all[at] ?? 0;
      if (code !== COPY_DATA && code !== COPY_OUT_RESPONSE && !ASIDE.has(code)) {
        this.#pass(all, from, at);
        // the end, or an error: the rest is pg's
        this.#detach();
        if (code === COPY_DONE) this.push(null);
        this.#listener(all.subarray(at));
        return;
      }
      if (end > all.length) break;
      if (code !== COPY_DATA) {
        this.#pass(all, from, at);
        if (code !== COPY_OUT_RESPONSE) this.#listener(all.subarray(at, end));
        from = end;
      }
      at = end;
    }
    this.#pass(all, from, at);
    if (at < all.length) this.#partial = [all.subarray(at)];
  }

  /**
   * What is to be gone over now that these bytes have come; null where they do not end the message that is not whole yet. A
   * row that they end is passed on by itself, so that the others need not be copied.
   */
  #withPartial(bytes: Buffer): Buffer | null {
    const [first] = this.#partial;
    if (first === undefined) return bytes;
    const known = this.#partial.reduce((sum, one) => sum + one.length, 0);
    const size = first.length >= FRAME_HEADER ? 1 + first.readUInt32BE(1) : 0;
    // a large row comes in thousands of pieces, which are put together once
    if (known + bytes.length < size) {
      this.#partial.push(bytes);
      return null;
    }
    const isRow = size > 0 && first[0] === COPY_DATA;
    const used = isRow ? size - known : bytes.length;
    const all = Buffer.concat([...this.#partial, bytes.subarray(0, used)]);
    this.#partial = [];
    if (!isRow) return all;
    this.#pass(all, 0, all.length);
    return bytes.subarray(used);
  }

  #pass(all: Buffer, from: number, to: number): void {
    if (to > from && !this.push(all.subarray(from, to))) this.#socket?.pause();
  }

  #detach(): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    socket.removeListener('data', this.#take);
    socket.on('data', this.#listener);
    socket.resume();
  }
}

/** The contents of the frames without what stands before each: what COPY wrote, in the pieces that it came in. */
export async function* contentsOf(frames: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of frames) {
    let size = 0;
    for (let at = 0; at < piece.length;) {
      const end = at + 1 + piece.readUInt32BE(at + 1);
      // a piece is nobody else's: it is put together in its own place
      piece.copyWithin(size, at + FRAME_HEADER, end);
      size += end - at - FRAME_HEADER;
      at = end;
    }
    yield piece.subarray(0, size);
  }
}

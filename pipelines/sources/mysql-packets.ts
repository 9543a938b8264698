/** What mysql2 hands to a query for each row: a stretch of the bytes that came from the network. */
interface Packet {
  readonly buffer: Uint8Array;
  readonly offset: number;
  readonly end: number;
}

type Step = (packet: unknown, connection: unknown) => unknown;

function isStep(value: unknown): value is Step {
  return typeof value === 'function';
}

function isPacket(value: unknown): value is Packet {
  return (
    typeof value === 'object' && value !== null && 'buffer' in value && 'offset' in value && 'end' in value
  );
}

/** A result ends with a short packet that begins so; a value of that length would not fit into a short one. */
const END = 0xfe;
const END_BYTES = 9;

/**
 * Takes a query's rows as the bytes that the server sent, before mysql2 makes a JavaScript value of each column, which
 * costs four times as much as all else that is done here. A query of mysql2 is a chain of steps, each of which answers
 * the next; the step for rows is replaced by one that stays until the result ends. No public part of mysql2 has this:
 * its version is pinned, and without the step there is an error, not a slower way.
 */
export function takePackets(
  query: object,
  onRow: (bytes: Uint8Array, from: number, to: number) => void,
): void {
  const last: unknown = Reflect.get(query, 'row');
  if (!isStep(last)) throw new Error('this version of mysql2 has no step for rows');
  const take: Step = (packet, connection) => {
    if (!isPacket(packet)) throw new Error('this version of mysql2 has other packets');
    const { buffer, offset, end } = packet;
    if (buffer[offset] === END && end - offset < END_BYTES)
      return Reflect.apply(last, query, [packet, connection]);
    onRow(buffer, offset, end);
    return take;
  };
  Reflect.set(query, 'row', take);
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

const u32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
};

/** Writes pickle instructions by hand, protocol 2 unless told otherwise. */
export interface PickleWriter {
  readonly op: (opcode: string) => PickleWriter;
  readonly raw: (...bytes: readonly number[]) => PickleWriter;
  readonly text: (value: string) => PickleWriter;
  readonly int: (value: number) => PickleWriter;
  readonly global: (module: string, name: string) => PickleWriter;
  /** MARK, the sizes, TUPLE. */
  readonly sizes: (sizes: readonly number[]) => PickleWriter;
  /** A tensor as torch.save writes it into data.pkl. */
  readonly tensor: (storage: string, sizes: readonly number[]) => PickleWriter;
  readonly bytes: () => Uint8Array;
}

export const pickleWriter = (): PickleWriter => {
  const parts: Uint8Array[] = [new Uint8Array([0x80, 2])];
  const add = (...more: readonly Uint8Array[]): PickleWriter => {
    parts.push(...more);
    return writer;
  };
  const writer: PickleWriter = {
    op: (opcode) => add(Uint8Array.from(opcode, (character) => character.charCodeAt(0))),
    raw: (...bytes) => add(Uint8Array.from(bytes)),
    text: (value) => add(text('X'), u32(text(value).length), text(value)),
    int: (value) => add(text('J'), u32(value)),
    global: (module, name) => add(text(`c${module}\n${name}\n`)),
    sizes: (sizes) => {
      writer.op('(');
      for (const size of sizes) writer.int(size);
      return writer.op('t');
    },
    tensor: (storage, sizes) => {
      const elements = sizes.reduce((product, size) => product * size, 1);
      writer.global('torch._utils', '_rebuild_tensor_v2').op('(');
      writer.op('(').text('storage').global('torch', storage).text('0').text('cpu').int(elements).op('tQ');
      writer
        .int(0)
        .sizes(sizes)
        .sizes(sizes.map(() => 1))
        .raw(0x89);
      return writer.global('collections', 'OrderedDict').op(')R').op('tR');
    },
    bytes: () => joined([...parts, text('.')]),
  };
  return writer;
};

/** A state_dict of tensors, as data.pkl of a checkpoint has it. */
export const madeStateDict = (
  tensors: Readonly<Record<string, readonly [storage: string, sizes: readonly number[]]>>,
): Uint8Array => {
  const writer = pickleWriter().global('collections', 'OrderedDict').op(')R').op('(');
  for (const [name, [storage, sizes]] of Object.entries(tensors)) writer.text(name).tensor(storage, sizes);
  return writer.op('u').bytes();
};

/**
 * An Erlang term as plain data: binaries are strings, and maps and structs are objects with the names of their atoms.
 */
export type Term =
  | string
  | { readonly atom: string }
  | { readonly tuple: readonly Term[] }
  | readonly Term[]
  | { readonly struct: Readonly<Record<string, Term>> };

/**
 * Decodes Erlang's external term format, as far as a mail uses it (behaviour.md 2.4).
 *
 * @throws Error for anything else, and for bytes that are left over.
 */
export function decodeTerm(bytes: Buffer): Term {
  let place = 0;
  const take = (length: number): Buffer => {
    if (place + length > bytes.length) throw new Error(`The term ends in the middle, at byte ${place}`);
    place += length;
    return bytes.subarray(place - length, place);
  };
  const byte = (): number => take(1).readUInt8();
  const long = (): number => take(4).readUInt32BE();
  const several = (count: number): Term[] => Array.from({ length: count }, () => term());

  const term = (): Term => {
    const tag = byte();
    switch (tag) {
      case 100:
        return { atom: take(take(2).readUInt16BE()).toString('latin1') };
      case 104:
        return { tuple: several(byte()) };
      case 106:
        return [];
      case 108: {
        const items = several(long());
        if (byte() !== 106) throw new Error('The list has a tail');
        return items;
      }
      case 109:
        return take(long()).toString('utf8');
      case 116:
        return {
          struct: Object.fromEntries(Array.from({ length: long() }, () => [atomName(term()), term()])),
        };
      case 119:
        return { atom: take(byte()).toString('utf8') };
      default:
        throw new Error(`Tag ${tag} at byte ${place - 1}`);
    }
  };

  if (byte() !== 131) throw new Error('Not a term: the first byte is not 131');
  const decoded = term();
  if (place < bytes.length) throw new Error(`${bytes.length - place} bytes are left over`);
  return decoded;
}

function atomName(key: Term): string {
  if (typeof key === 'string' || !('atom' in key)) throw new Error('A key is not an atom');
  return key.atom;
}

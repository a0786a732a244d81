/** Types for the used parts of the library, which has no types of its own. @see https://github.com/okeuday/erlang_js */
declare module 'erlang_js' {
  /** An array is a tuple. */
  type Term = OtpErlangAtom | OtpErlangBinary | OtpErlangList | OtpErlangMap | readonly Term[];

  class OtpErlangAtom {
    readonly value: string;
    constructor(value: string);
  }
  class OtpErlangBinary {
    readonly value: Buffer;
    constructor(value: Buffer);
  }
  class OtpErlangList {
    readonly value: readonly Term[];
    constructor(value: readonly Term[]);
  }
  class OtpErlangMap {
    readonly value: ReadonlyMap<Term, Term>;
    constructor(value: ReadonlyMap<Term, Term>);
  }

  export namespace Erlang {
    export { OtpErlangAtom, OtpErlangBinary, OtpErlangList, OtpErlangMap, type Term };

    export function term_to_binary(
      term: Term,
      callback: (error: Error | undefined, binary: Buffer) => void,
    ): void;
  }
}

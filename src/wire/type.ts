/** What every part of a declared layout is: it reads, writes, and can be looked at as data. */
import type { BitGroupLayout } from "./bits.ts";
import type { Names } from "./names.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** The fields of the surrounding struct: those already read, or the whole value being written. */
export type Scope = Readonly<Record<string, unknown>>;

/** One piece of a wire format and the value it stands for. */
export interface Type<T> {
  readonly layout: Layout;
  /** Throws WireError only. */
  read(reader: Reader, scope: Scope): T;
  /** Throws UsageError `E_ENCODE` when the value does not fit. */
  write(writer: Writer, value: T, scope: Scope): void;
}

/** The value a type stands for. */
export type ValueOfType<T> = T extends Type<infer V> ? V : never;

/** A declaration as data, for generators, printers and documentation. */
export type Layout =
  | { readonly kind: "integer"; readonly length: number; readonly signed: boolean }
  | { readonly kind: "bytes"; readonly length: number }
  | { readonly kind: "countedBytes"; readonly countLength: number }
  | { readonly kind: "rest" }
  | { readonly kind: "tag"; readonly value: string }
  | { readonly kind: "named"; readonly of: Layout; readonly names: Names }
  | { readonly kind: "list"; readonly of: Layout; readonly count: number | "rest" }
  | { readonly kind: "countedList"; readonly countLength: number; readonly of: Layout }
  | {
      readonly kind: "switch";
      readonly on: string;
      readonly cases: Readonly<Record<string, Layout>>;
      readonly otherwise: Layout;
    }
  | { readonly kind: "struct"; readonly name: string; readonly members: readonly MemberLayout[] }
  | { readonly kind: "leaf"; readonly name: string };

/** One row of a struct: a field, or the fields that share some bytes. */
export type MemberLayout =
  | { readonly kind: "field"; readonly name: string; readonly optional: boolean; readonly type: Layout }
  | BitGroupLayout;

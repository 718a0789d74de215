import type { Type, ValueOfType } from "./type.ts";

type Cases = Readonly<Record<string | number, Type<unknown>>>;

/** A type that depends on an earlier field of the same struct. */
export interface SwitchType<T> extends Type<T> {
  readonly dependsOn: string;
}

/** Takes the layout named by the value of the earlier field `on`, else `otherwise`. */
export function switchOn<const C extends Cases, O>(
  on: string,
  cases: C,
  otherwise: Type<O>,
): SwitchType<ValueOfType<C[keyof C]> | O> {
  const byValue = new Map<string, Type<unknown>>(Object.entries(cases));
  const choose = (scope: Readonly<Record<string, unknown>>) => byValue.get(String(scope[on])) ?? otherwise;
  return {
    dependsOn: on,
    layout: {
      kind: "switch",
      on,
      cases: Object.fromEntries([...byValue].map(([value, type]) => [value, type.layout])),
      otherwise: otherwise.layout,
    },
    read: (reader, scope) => choose(scope).read(reader, scope) as ValueOfType<C[keyof C]> | O,
    write: (writer, value, scope) => choose(scope).write(writer, value, scope),
  };
}

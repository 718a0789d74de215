import { registries } from "./generated.ts";
import type { Body } from "./resource.ts";
import { schemaId } from "./resource.ts";

export type RegistryName = keyof typeof registries;
export type MessageKey<R extends RegistryName> = keyof (typeof registries)[R]["messages"] & string;

interface MessageFacts {
  readonly message: string;
  readonly severity: string;
  readonly args: number;
  readonly resolution: string;
}

/** Major and minor version name a registry in a MessageId (DSP0266 section "MessageId format"). */
export function messageId<R extends RegistryName>(registry: R, key: MessageKey<R>): string {
  const [major, minor] = registries[registry].version.split(".");
  return `${registry}.${major}.${minor}.${key}`;
}

export function factsOf<R extends RegistryName>(registry: R, key: MessageKey<R>): MessageFacts {
  return (registries[registry].messages as Readonly<Record<string, MessageFacts>>)[key]!;
}

/** A message of the Base registry as errors carry it. */
export function extendedInfo(key: MessageKey<"Base">, args: readonly string[], related: readonly string[] = []): Body {
  const { message, severity, args: count, resolution } = factsOf("Base", key);
  const given = Array.from({ length: count }, (_, i) => args[i] ?? "");
  return {
    "@odata.type": `#${schemaId("Message")}.Message`,
    MessageId: messageId("Base", key),
    Message: message.replace(/%(\d)/g, (_, n) => given[Number(n) - 1] ?? ""),
    MessageArgs: given,
    MessageSeverity: severity,
    Resolution: resolution,
    ...(related.length === 0 ? {} : { RelatedProperties: related }),
  };
}

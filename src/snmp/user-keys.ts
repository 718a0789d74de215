import { UsageError } from "../base/errors.ts";
import { authProtocol, type DigestScratch, localizeKey, MessageDigest, passwordToKey } from "./authentication.ts";
import { MessageCipher, privacyKey, privProtocol } from "./privacy.ts";
import type { SecurityLevel } from "./v3-message.ts";

/** A user as it is configured: protocols by net-snmp's names. */
export interface UsmUserOptions {
  readonly name: string;
  readonly authProtocol: string;
  readonly authPassword: string;
  /** Without privacy the user can be served only where `minimumLevel` is below authPriv. */
  readonly privProtocol?: string;
  readonly privPassword?: string;
  /** The lowest level at which this user is heard, and at which messages in its name are sent; authPriv unless given. */
  readonly minimumLevel?: "authNoPriv" | "authPriv";
}

/** What a user's passwords are good for at one engine. */
export interface UserKeys {
  readonly digest: MessageDigest;
  readonly cipher: MessageCipher | undefined;
}

export function minimumLevelOf(options: UsmUserOptions): SecurityLevel {
  return options.minimumLevel === "authNoPriv" ? 1 : 2;
}

/** Keys localised to an engine; takes about 2 ms. Throws a UsageError naming what is wrong. */
export function userKeys(options: UsmUserOptions, engineId: Uint8Array, scratch: DigestScratch): UserKeys {
  const { name, privProtocol: privacy, privPassword } = options;
  const nameOctets = Buffer.byteLength(name, "utf8");
  if (nameOctets < 1 || nameOctets > 32) {
    throw new UsageError("E_SNMP_USER", "the name of an SNMP user has 1 to 32 octets");
  }
  const auth = authProtocol(options.authProtocol);
  const key = localizeKey(auth, passwordToKey(auth, Buffer.from(options.authPassword, "utf8")), engineId);
  const digest = new MessageDigest(auth, key, scratch);
  if (privacy === undefined || privPassword === undefined) {
    if (minimumLevelOf(options) === 2) {
      throw new UsageError("E_SNMP_USER", `SNMP user ${name} needs a privacy protocol and password`);
    }
    return { digest, cipher: undefined };
  }
  const protocol = privProtocol(privacy);
  const cipherKey = privacyKey(protocol, auth, Buffer.from(privPassword, "utf8"), engineId);
  return { digest, cipher: new MessageCipher(protocol, cipherKey) };
}

import { UsageError } from "../base/errors.ts";
import { authProtocol, type DigestScratch, localizeKey, MessageDigest, passwordToKey } from "./authentication.ts";
import { localPrivacyKey, MessageCipher, privProtocol } from "./privacy.ts";
import type { SecurityLevel } from "./v3-message.ts";

/** A user without its secrets: protocols by net-snmp's names. */
export interface UsmUserProtocols {
  readonly name: string;
  readonly authProtocol: string;
  /** Without privacy the user can be served only where `minimumLevel` is below authPriv. */
  readonly privProtocol?: string;
  /** The lowest level at which this user is heard, and at which messages in its name are sent; authPriv unless given. */
  readonly minimumLevel?: "authNoPriv" | "authPriv";
}

/** A user by its passwords. */
export interface UsmUserOptions extends UsmUserProtocols {
  readonly authPassword: string;
  readonly privPassword?: string;
}

/** Keys in hexadecimal, so that they can be kept in a file. */
export interface KeyPair {
  readonly auth: string;
  readonly priv?: string | undefined;
}

/** A user by its keys: those of one engine, or those from which the keys of any engine are made, or both. */
export interface UsmUserKeys extends UsmUserProtocols {
  readonly local?: (KeyPair & { readonly engineId: string }) | undefined;
  readonly master?: KeyPair | undefined;
}

export type UsmIdentity = UsmUserOptions | UsmUserKeys;

/** What a user's passwords are good for at one engine. */
export interface UserKeys {
  readonly digest: MessageDigest;
  readonly cipher: MessageCipher | undefined;
}

export function minimumLevelOf(options: UsmUserProtocols): SecurityLevel {
  return options.minimumLevel === "authNoPriv" ? 1 : 2;
}

/** What passwords become before they are localised (RFC 3414 section A.2): worth as much as them. Takes about 2 ms. */
export function masterKeys({ authProtocol: auth, authPassword, privPassword }: UsmUserOptions): KeyPair {
  const key = (password: string) => passwordToKey(authProtocol(auth), Buffer.from(password, "utf8")).toString("hex");
  return { auth: key(authPassword), ...(privPassword === undefined ? {} : { priv: key(privPassword) }) };
}

/** Whether keys for this engine can be had. */
export function hasKeysFor(user: UsmIdentity, engineId: Uint8Array | undefined): boolean {
  if ("authPassword" in user || user.master !== undefined) return true;
  return engineId !== undefined && user.local?.engineId === Buffer.from(engineId).toString("hex");
}

/** A user's keys localised to an engine. Throws a UsageError naming what is wrong. */
export function localKeys(user: UsmIdentity, engineId: Uint8Array): { auth: Buffer; priv: Buffer | undefined } {
  if (!("authPassword" in user) && user.local?.engineId === Buffer.from(engineId).toString("hex")) {
    const { auth, priv } = user.local;
    return { auth: Buffer.from(auth, "hex"), priv: priv === undefined ? undefined : Buffer.from(priv, "hex") };
  }
  const master = "authPassword" in user ? masterKeys(user) : user.master;
  if (master === undefined) {
    throw new UsageError("E_SNMP_USER", `the keys of SNMP user ${user.name} are those of another engine`);
  }
  const protocol = authProtocol(user.authProtocol);
  const auth = localizeKey(protocol, Buffer.from(master.auth, "hex"), engineId);
  if (user.privProtocol === undefined || master.priv === undefined) return { auth, priv: undefined };
  const cipher = privProtocol(user.privProtocol);
  return { auth, priv: localPrivacyKey(cipher, protocol, Buffer.from(master.priv, "hex"), engineId) };
}

/** Keys ready for use at an engine; takes about 2 ms with passwords. Throws a UsageError naming what is wrong. */
export function userKeys(user: UsmIdentity, engineId: Uint8Array, scratch: DigestScratch): UserKeys {
  const nameOctets = Buffer.byteLength(user.name, "utf8");
  if (nameOctets < 1 || nameOctets > 32) {
    throw new UsageError("E_SNMP_USER", "the name of an SNMP user has 1 to 32 octets");
  }
  const { auth, priv } = localKeys(user, engineId);
  const digest = new MessageDigest(authProtocol(user.authProtocol), auth, scratch);
  if (user.privProtocol === undefined || priv === undefined) {
    if (minimumLevelOf(user) === 2) {
      throw new UsageError("E_SNMP_USER", `SNMP user ${user.name} needs a privacy protocol and password`);
    }
    return { digest, cipher: undefined };
  }
  return { digest, cipher: new MessageCipher(privProtocol(user.privProtocol), priv) };
}

import { type AddressInfo, GetAddressInfo } from "../../ipmi/commands/picmg/get-address-info.ts";
import type { FruInventory } from "../../ipmi/fru/index.ts";
import { type Site, shelfSiteTypes, siteKinds } from "../../personalities/index.ts";
import type { Channel } from "./channel.ts";
import { forEachOf } from "./jobs.ts";

/** A place of the shelf and the IPMB address of whoever sits there. */
export interface SiteAddress {
  readonly site: Site;
  readonly address: number;
}

const NO_ADDRESS = 0xff;
/** Highest hardware address whose doubled value is an IPMB address. */
const MAX_HARDWARE_ADDRESS = 0x7f;

/** The address table of the shelf's own inventory: every site there is, filled or not (PICMG 3.0 section 3.2.3). */
export function sitesOfShelfFru(content: FruInventory | null): readonly SiteAddress[] {
  for (const record of content?.multirecords ?? []) {
    if (record.kind !== "picmg-address-table") continue;
    return record.entries.flatMap(({ hardwareAddress, siteNumber, siteType }) =>
      hardwareAddress === 0 || hardwareAddress > MAX_HARDWARE_ADDRESS
        ? []
        : [{ site: { type: siteType, number: siteNumber }, address: hardwareAddress * 2 }],
    );
  }
  return [];
}

/**
 * Asks the shelf manager for every site number of every type. Numbers may have holes, so a refusal ends nothing until
 * the last number of its type.
 */
export async function scanSites(channel: Channel): Promise<readonly SiteAddress[]> {
  const asked = shelfSiteTypes.flatMap((type) =>
    Array.from({ length: siteKinds.get(type)?.limit ?? 0 }, (_, i): Site => ({ type, number: i + 1 })),
  );
  const found = new Map<Site, SiteAddress>();
  await forEachOf(asked, channel.width, async (site) => {
    const { type, number } = site;
    const request = { fruDeviceId: 0, keyType: "siteNumber", key: number, siteType: type } as const;
    const at = siteAddressOf(await channel.ask(GetAddressInfo, request));
    // Some answer for another site than they were asked for.
    if (at !== null && at.site.type === type && at.site.number === number) found.set(site, at);
  });
  return asked.flatMap((site) => found.get(site) ?? []);
}

/** Null for an answer that gives no place or no address. */
export function siteAddressOf(info: AddressInfo | null): SiteAddress | null {
  if (info === null) return null;
  const { ipmbAddress, hardwareAddress, siteNumber, siteType } = info;
  if (ipmbAddress === NO_ADDRESS || ipmbAddress === 0 || ipmbAddress % 2 !== 0 || hardwareAddress === 0) return null;
  return { site: { type: siteType, number: siteNumber }, address: ipmbAddress };
}

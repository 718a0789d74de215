import type { Logger } from "../../base/logger.ts";
import type { Domain } from "../../hpi/domain.ts";
import { EntityType } from "../../hpi/entity-type.ts";
import { type ResourceInfo, unknownInfo } from "../../hpi/resource.ts";

/** Reads a small text file; undefined when it is not there or not readable. */
export type ReadText = (path: string) => Promise<string | undefined>;

export interface HostIdentityOptions {
  readonly domain: Domain;
  readonly logger: Logger;
  readonly hostName: string;
  /** Reads below the root of the machine's file system. */
  readonly readText: ReadText;
}

/** Key of the resource that is the machine itself. */
export const hostKey = "host/{SYSTEM_CHASSIS,1}";

const DMI = "/sys/class/dmi/id";
const LONGEST = 64;

/** Describes the machine itself from what its firmware told the kernel (SMBIOS). For a node without a BMC. */
export async function describeHost(options: HostIdentityOptions): Promise<void> {
  const { domain, hostName } = options;
  const info = await readHostInfo(options.readText);
  const resource = await domain.describe({
    key: hostKey,
    controller: "host",
    entityPath: [{ type: EntityType.SYSTEM_CHASSIS, location: 1 }],
    tag: info.product === "" ? hostName : `${hostName}: ${info.product}`,
    capabilities: [],
    info,
    severity: "critical",
    origin: { source: "smbios" },
    rdrs: [],
  });
  options.logger.info({ resource: resource.id, product: info.product }, "host described");
  domain.setDiscovery({ controller: "host", state: "complete", progress: "host only" });
}

/** What SMBIOS says of the machine; the words makers leave in unfilled fields count as nothing. */
export async function readHostInfo(readText: ReadText): Promise<ResourceInfo> {
  const field = async (name: string): Promise<string> => {
    const text = ((await readText(`${DMI}/${name}`)) ?? "")
      .replace(/[^\x20-\x7e]/g, "")
      .trim()
      .slice(0, LONGEST);
    return /^(to be filled by o\.?e\.?m\.?|default string|not specified|none|unknown|0+)$/i.test(text) ? "" : text;
  };
  const uuid = (await field("product_uuid")).toLowerCase();
  return {
    ...unknownInfo,
    manufacturer: await field("sys_vendor"),
    product: await field("product_name"),
    partNumber: await field("product_sku"),
    serialNumber: await field("product_serial"),
    hardwareRevision: await field("product_version"),
    firmwareRevision: await field("bios_version"),
    assetTag: await field("chassis_asset_tag"),
    guid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid) ? uuid : null,
  };
}

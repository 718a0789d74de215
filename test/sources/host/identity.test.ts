import { describe, expect, it } from "vitest";
import { silentLogger } from "../../../src/base/logger.ts";
import { describeHost, readHostInfo } from "../../../src/sources/host/identity.ts";
import { memoryDomain } from "../../support/memory-domain.ts";

const files: Record<string, string> = {
  "/sys/class/dmi/id/sys_vendor": "ACME\n",
  "/sys/class/dmi/id/product_name": "Node 9000\n",
  "/sys/class/dmi/id/product_serial": "To be filled by O.E.M.\n",
  "/sys/class/dmi/id/product_uuid": "4C4C4544-0051-3610-8052-B4C04F4E3732\n",
  "/sys/class/dmi/id/product_sku": `\u0007${"x".repeat(5000)}`,
};
const readText = async (path: string) => files[path];

describe("the host", () => {
  it("is described by what its firmware says, without fillers and control characters", async () => {
    expect(await readHostInfo(readText)).toMatchObject({
      manufacturer: "ACME",
      product: "Node 9000",
      serialNumber: "",
      guid: "4c4c4544-0051-3610-8052-b4c04f4e3732",
      partNumber: "x".repeat(64),
    });
  });

  it("is a resource of its own, also when nothing is known of it", async () => {
    const { domain } = await memoryDomain();
    await describeHost({ domain, logger: silentLogger, hostName: "node1", readText: async () => undefined });
    expect(domain.resources()).toMatchObject([{ id: 1, tag: "node1", parentId: null }]);
    expect(domain.discovery()).toMatchObject([{ state: "complete" }]);
  });
});

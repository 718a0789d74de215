import { NotThereError } from "../../src/base/errors.ts";
import type { Capabilities, RawRequest, RawResponse } from "../../src/ipmi/connection.ts";
import { FakeConnection } from "../../src/ipmi/fake-connection.ts";
import { connectionContract } from "../contract/connection.ts";

const shelfManagerId = "0081021002bf5a3100020f00000000";
const boardId = "0081010002295a3100040f00000000";
const fru = "a0a1aa10".repeat(16);
/** The sensors of test/support/ipmi-sim.ts: address, LUN and number. */
const sensors: Readonly<Record<string, string>> = {
  "20/0/1": "28c00000",
  "20/2/5": "4ec00000",
  "82/0/1": "29c00000",
  "82/1/5": "4dc00000",
};

/** The small shelf as a handler. */
class FakeShelf {
  event = false;

  answer({ netFn, lun, cmd, data, target }: RawRequest): RawResponse | number {
    const address = target?.address ?? 0x20;
    if (address !== 0x20 && address !== 0x82) throw new NotThereError("E_NO_DEVICE", "nobody is there");
    const [first = 0, , , count = 0] = data;
    switch ((netFn << 8) | cmd) {
      case 0x0601:
        return ok(address === 0x20 ? shelfManagerId : boardId);
      case 0x062e:
        return ok("");
      case 0x0635:
        if (!this.event) return 0x80;
        this.event = false;
        return ok("01000200000000820004f0006f02ffff");
      case 0x042d: {
        const reading = sensors[`${address.toString(16)}/${lun}/${first}`];
        return reading === undefined ? 0xcb : ok(reading);
      }
      case 0x0a11:
        return ok(count.toString(16).padStart(2, "0") + fru.slice(0, count * 2));
      default:
        return 0xc1;
    }
  }
}

function ok(hex: string): RawResponse {
  return { completionCode: 0, data: Uint8Array.from(Buffer.from(hex, "hex")) };
}

const claims: readonly Partial<Capabilities>[] = [
  { maxResponse: { direct: 35, bridged: 26 } },
  { events: false, bridging: false, lun: false, maxResponse: { direct: 35, bridged: 26 } },
];

for (const capabilities of claims) {
  connectionContract(
    "fake",
    async () => {
      const shelf = new FakeShelf();
      let connection = new FakeConnection();
      return {
        open() {
          connection = new FakeConnection({ capabilities, handler: (request) => shelf.answer(request) });
          return connection;
        },
        freeze() {},
        wake() {},
        async restart() {},
        async raiseEvent() {
          shelf.event = true;
          connection.raiseAttention();
        },
        leftovers: async () => [],
        async stop() {},
      };
    },
    { queue: false },
  );
}

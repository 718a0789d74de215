import { describe, expect, it } from "vitest";
import { parseMachine } from "../../../simulators/index.ts";
import { recordMachine } from "../../../simulators/record/record.ts";
import { recordingText } from "../../../simulators/record/write.ts";
import { FakeHardware, fullRecord, mcLocator } from "../../sources/ipmi/fake-hardware.ts";

const address = 0x72;

/** Controllers at 72h on each of these channels, with one temperature of 10 degrees and the channel's number. */
function behind(channels: readonly number[]): FakeHardware {
  const hardware = new FakeHardware({ picmg: false });
  for (const channel of channels) {
    hardware.add(address, null, channel).sensors.set(1, { number: 1, raw: 10 + channel, states: [] });
    const id = hardware.mainSdrs.length + 1;
    hardware.mainSdrs.push(mcLocator(id, address, 0xc1, 0x61, `On ${channel}`, channel));
    hardware.mainSdrs.push(fullRecord(id + 1, address, 1, { entity: [0xc1, 0x61], name: `Temp ${channel}`, channel }));
  }
  return hardware;
}

async function recorded(hardware: FakeHardware) {
  const recording = await recordMachine(hardware.connection, "buses");
  const { controllers } = parseMachine(recordingText(recording), "buses.yaml");
  return { leftOut: recording.leftOut, satellites: controllers.filter((known) => known.address === address) };
}

describe("a machine with controllers of one address on two channels", () => {
  it.each([
    [0, 7],
    [7, 0],
  ])("is described with the one that the repository names first (%s before %s), and says so", async (first, second) => {
    const { leftOut, satellites } = await recorded(behind([first, second]));
    expect(satellites).toMatchObject([
      { label: `On ${first}`, sensors: [{ name: `Temp ${first}`, value: 10 + first }] },
    ]);
    expect(leftOut).toEqual([expect.stringMatching(second === 7 ? /^mc-72 on channel 7: another/ : /^mc-72: another/)]);
  });

  it.each(["absent", "mute"] as const)("is described with the one that answers (the other is %s)", async (trouble) => {
    const hardware = behind([0, 7]);
    hardware.controllers.get(address)![trouble] = true;
    const { leftOut, satellites } = await recorded(hardware);
    expect(satellites).toMatchObject([{ label: "On 7", sensors: [{ name: "Temp 7" }] }]);
    expect(leftOut).toEqual([expect.stringMatching(/^mc-72: it does not answer$/)]);
  });

  it("takes a controller at the BMC's own address on another channel for somebody else", async () => {
    const hardware = new FakeHardware({ picmg: false });
    hardware.add(0x20, null, 7);
    hardware.mainSdrs.push(mcLocator(1, 0x20, 0xc1, 0x61, "Other", 7));
    const { file, leftOut } = await recordMachine(hardware.connection, "buses");
    expect(Object.entries(file.controllers)).toMatchObject([["bmc", { label: "BMC" }]]);
    expect(leftOut).toEqual([expect.stringMatching(/^bmc on channel 7: another/)]);
  });
});

import koffi from "koffi";
import { expect } from "vitest";
import { Group, NetFn } from "../../../src/ipmi/net-fn.ts";
import { requires } from "../../support/requires.ts";
import { listedCommands } from "./command-list.ts";
import { dissect } from "./read-back/tshark.ts";

const groups = [NetFn.chassis, NetFn.sensorEvent, NetFn.app, NetFn.storage, NetFn.transport];
const codes = Array.from({ length: 0x100 }, (_, code) => code);

/** Letters alone, without words that some leave out. */
const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/threshold\b/, "thresholds")
    .replace(/ buttons?\b| command\b(?=$)|[^a-z ]/g, "")
    .replace(/ /g, "");

const listed = (netFn: number, cmd: number, group?: number) =>
  listedCommands.find((one) => one.netFn === netFn && one.cmd === cmd && one.group === group)?.name;

{
  const { describe, it } = requires("tshark");

  describe("Wireshark", () => {
    it("knows no command of these groups, and of PICMG 3.0, that we do not, and the same ones", async () => {
      const picmg = codes.slice(0x00, 0x23).map((cmd) => ({ netFn: NetFn.groupExtension, group: Group.picmg, cmd }));
      const asked = [...groups.flatMap((netFn) => codes.map((cmd) => ({ netFn, group: undefined, cmd }))), ...picmg];
      const dissections = await dissect(
        asked.map(({ netFn, cmd, group }) => {
          const body = group === undefined ? [] : [group];
          return { netFn, cmd, request: Uint8Array.from(body), response: Uint8Array.of(0, ...body) };
        }),
      );
      let known = 0;
      for (const [index, { netFn, cmd, group }] of asked.entries()) {
        const theirs = String(dissections[index]!.request["command"]).replace(/^\[[^\]]*\] /, "");
        const ours = listed(netFn, cmd, group);
        if (theirs !== "Unknown command") known++;
        expect(plain(theirs), `${netFn} ${cmd}`).toBe(plain(ours ?? "Unknown command"));
      }
      expect(known).toBe(listedCommands.filter(({ group }) => group !== Group.dcmi).length);
    });
  });
}

{
  const { describe, it } = requires("freeipmi");

  /** Numbers that FreeIPMI 1.6.10 gives another command than the standard and Wireshark do. */
  const wrong = new Map([["Suspend Resume Payload Encryption", 0x53]]);
  const shorter = new Map([["Get Power On Hours Counter", "Get POH Counter"]]);

  describe("FreeIPMI", () => {
    it("knows no command of these groups that we do not", () => {
      const nameOf = koffi.load("libfreeipmi.so.17").func("const char *ipmi_cmd_str(uint8_t, uint8_t)");
      let known = 0;
      for (const netFn of groups) {
        for (const cmd of codes) {
          const theirs: string = nameOf(netFn, cmd);
          if (theirs === "Unknown" || wrong.get(theirs) === cmd) continue;
          known++;
          expect(plain(shorter.get(theirs) ?? theirs), `${netFn} ${cmd}`).toBe(plain(listed(netFn, cmd) ?? ""));
        }
      }
      expect(known).toBeGreaterThan(145);
    });
  });
}

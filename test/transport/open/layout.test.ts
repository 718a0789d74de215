import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { constants, errnos, ioctls, structs } from "../../../src/transport/open/layout.ts";
import { requires } from "../../support/requires.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/**
 * The structures of <linux/ipmi.h> (Linux 6.1) as C declares them. Under LP64 each member lies at a multiple of its own
 * size and pointers and longs have 8 bytes: System V ABI for AMD64 section 3.1.2, AAPCS64 section 5.
 */
const declarations: Readonly<Record<string, readonly (readonly [string, CType])[]>> = {
  ipmi_addr: [
    ["addr_type", "int"],
    ["channel", "short"],
    ["data", "char[32]"],
  ],
  ipmi_system_interface_addr: [
    ["addr_type", "int"],
    ["channel", "short"],
    ["lun", "char"],
  ],
  ipmi_ipmb_addr: [
    ["addr_type", "int"],
    ["channel", "short"],
    ["slave_addr", "char"],
    ["lun", "char"],
  ],
  ipmi_msg: [
    ["netfn", "char"],
    ["cmd", "char"],
    ["data_len", "short"],
    ["data", "pointer"],
  ],
  ipmi_req: [
    ["addr", "pointer"],
    ["addr_len", "int"],
    ["msgid", "long"],
    ["msg", "struct ipmi_msg"],
  ],
  ipmi_req_settime: [
    ["req", "struct ipmi_req"],
    ["retries", "int"],
    ["retry_time_ms", "int"],
  ],
  ipmi_recv: [
    ["recv_type", "int"],
    ["addr", "pointer"],
    ["addr_len", "int"],
    ["msgid", "long"],
    ["msg", "struct ipmi_msg"],
  ],
};

type CType = "char" | "char[32]" | "short" | "int" | "long" | "pointer" | `struct ${string}`;

const lp64: Readonly<Record<string, number>> = { char: 1, short: 2, int: 4, long: 8, pointer: 8 };

interface Laid {
  readonly size: number;
  readonly align: number;
  readonly offsets: Readonly<Record<string, number>>;
}

function lay(type: CType): Laid {
  if (type === "char[32]") return { size: 32, align: 1, offsets: {} };
  const plain = lp64[type];
  if (plain !== undefined) return { size: plain, align: plain, offsets: {} };
  const offsets: Record<string, number> = {};
  let at = 0;
  let align = 1;
  for (const [name, memberType] of declarations[type.replace("struct ", "")]!) {
    const member = lay(memberType);
    at = Math.ceil(at / member.align) * member.align;
    offsets[name] = at;
    for (const [inner, offset] of Object.entries(member.offsets)) offsets[`${name}.${inner}`] = at + offset;
    at += member.size;
    align = Math.max(align, member.align);
  }
  return { size: Math.ceil(at / align) * align, align, offsets };
}

/** Number of an ioctl, <asm-generic/ioctl.h>: what x86-64 and aarch64 use. */
function ioctlNumber(direction: "read" | "write" | "both", type: string, number: number, size: number): number {
  const bits = { write: 1, read: 2, both: 3 }[direction];
  return bits * 2 ** 30 + size * 2 ** 16 + type.charCodeAt(0) * 2 ** 8 + number;
}

describe("layout of the IPMI device's structures", () => {
  it.each(Object.entries(structs))("%s follows from its declaration on every LP64 machine", (name, table) => {
    const { size, offsets } = lay(`struct ${name}`);
    expect(size).toBe(table.size);
    expect(offsets).toMatchObject(table.offsets);
  });

  it("gives the ioctl numbers of every machine with the generic encoding", () => {
    expect(ioctls).toEqual({
      IPMICTL_RECEIVE_MSG_TRUNC: ioctlNumber("both", "i", 11, lay("struct ipmi_recv").size),
      IPMICTL_SET_GETS_EVENTS_CMD: ioctlNumber("read", "i", 16, 4),
      IPMICTL_SET_MY_ADDRESS_CMD: ioctlNumber("read", "i", 17, 4),
      IPMICTL_SEND_COMMAND_SETTIME: ioctlNumber("read", "i", 21, lay("struct ipmi_req_settime").size),
    });
  });
});

requires("gcc", "libc").describe("the C compiler", () => {
  it("lays the structures out in the same way", async () => {
    const folder = await temporaryDirectory();
    const lines: string[] = [];
    const number = (name: string, expression: string) =>
      lines.push(`printf("%s %lu\\n", "${name}", (unsigned long)(${expression}));`);
    const expected: Record<string, number> = {};
    const expectNumber = (name: string, expression: string, value: number) => {
      number(name, expression);
      expected[name] = value;
    };
    for (const [name, { size, offsets }] of Object.entries(structs)) {
      expectNumber(`sizeof ${name}`, `sizeof(struct ${name})`, size);
      for (const [member, offset] of Object.entries(offsets)) {
        expectNumber(`${name} ${member}`, `offsetof(struct ${name}, ${member})`, offset);
      }
    }
    for (const [name, value] of Object.entries({ ...ioctls, ...constants, ...errnos })) {
      expectNumber(name, name, value);
    }
    const headers = ["stdio.h", "stddef.h", "errno.h", "sys/ioctl.h", "linux/ipmi.h"];
    const program = `${headers.map((header) => `#include <${header}>\n`).join("")}int main(void) {\n${lines.join("\n")}\nreturn 0;\n}\n`;
    writeFileSync(join(folder, "layout.c"), program);
    execFileSync("gcc", ["-o", "layout", "layout.c"], { cwd: folder });
    const printed = execFileSync(join(folder, "layout"), { encoding: "utf8" });
    const actual = Object.fromEntries(
      printed
        .trim()
        .split("\n")
        .map((line) => {
          const at = line.lastIndexOf(" ");
          return [line.slice(0, at), Number(line.slice(at + 1))];
        }),
    );
    expect(Object.keys(expected).length).toBeGreaterThan(30);
    expect(actual).toEqual(expected);
  });
});

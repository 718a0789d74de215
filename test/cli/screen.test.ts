import { describe, expect, it } from "vitest";
import { Screen, textOf } from "../../src/cli/screen.ts";

function screenOf(isTerminal: boolean, rows?: number) {
  let text = "";
  const write = (part: string) => {
    text += part;
  };
  return { screen: new Screen({ write, isTerminal, rows }, {}), text: () => text };
}

describe("a table", () => {
  it("has columns as wide as their widest cell, and no blanks at the end of lines", () => {
    const { screen, text } = screenOf(false);
    screen.table(
      ["A", "VALUE", "B"],
      [
        ["x", "1", ""],
        ["wide", { text: "1000", colour: "red" }, "°C"],
      ],
      ["VALUE"],
    );
    expect(text()).toBe("A     VALUE  B\nx         1\nwide   1000  °C\n");
  });
});

describe("a picture", () => {
  const draw = (lines: number) => (sheet: Screen) => {
    for (let n = 1; n <= lines; n++) sheet.line(`line ${n}`);
  };

  it("takes the place of the one before", () => {
    const { screen, text } = screenOf(true, 10);
    screen.picture(draw(2));
    expect(text()).toBe("\x1b[?7l\x1b[Hline 1\x1b[K\nline 2\x1b[K\n\x1b[J\x1b[?7h");
  });

  it("says how much of it does not fit", () => {
    const { screen, text } = screenOf(true, 5);
    screen.picture(draw(9));
    expect(text()).toContain("\x1b[Hline 1\x1b[K\nline 2\x1b[K\nline 3\x1b[K\n… 6 more\x1b[K\n\x1b[J");
  });

  it.each([1, 2])("never fills more than the terminal has (%s lines)", (rows) => {
    const { screen, text } = screenOf(true, rows);
    screen.picture(draw(9));
    expect(text()).toContain("\x1b[H… 9 more\x1b[K\n\x1b[J");
  });

  it("cuts lines that are wider than the terminal, so that each takes one", () => {
    const { screen, text } = screenOf(true, 5);
    screen.picture(draw(1));
    // DECAWM (DEC VT510, CSI ? 7): no wrapping until the picture is drawn.
    expect([text().startsWith("\x1b[?7l"), text().endsWith("\x1b[?7h")]).toEqual([true, true]);
  });
});

it("JSON holds nothing that steers a terminal, and says the same", () => {
  const { screen, text } = screenOf(true);
  const value = { name: "a\u009b31m\u202eb\u{e0001}\x1b[0m °C" };
  screen.json(value);
  screen.jsonLine(value);
  expect(text()).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  const [pretty, line] = [text().slice(0, text().indexOf("}") + 1), text().trim().split("\n").at(-1)!];
  expect(JSON.parse(pretty)).toEqual(value);
  expect(JSON.parse(line)).toEqual(value);
});

it.each([
  ["a\x1b[31mb", "a\ufffd[31mb"],
  ["tab\tnewline\n", "tab\ufffdnewline\ufffd"],
  ["right\u202eto left", "right\ufffdto left"],
  ["Lüfter °C 温度", "Lüfter °C 温度"],
])("of %j only what is text gets through", (raw, clean) => {
  expect(textOf(raw)).toBe(clean);
});

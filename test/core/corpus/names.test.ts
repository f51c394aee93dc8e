import { describe, expect, it } from "vitest";
import { mainName, nameIn, names, withoutNames } from "../../../src/core/corpus/names.ts";

describe("names", () => {
	it("are runs of capitalised words, without the question word before them", () => {
		expect(names("Where was Ava Lint born?")).toEqual(["Ava Lint"]);
		expect(names("Did Mr Pell meet the Duke of Korvo in March?")).toEqual(["Mr Pell", "Duke of Korvo"]);
		expect(names("For how much was the boat sold?")).toEqual([]);
	});

	it("the longest stands for a question, the most frequent for a text", () => {
		expect(nameIn("Did Ava meet Orla Quillane?")).toBe("Orla Quillane");
		expect(mainName("Ava Lint went home. Orla saw Ava Lint. Nobody saw Orla but Ava Lint.")).toBe("Ava Lint");
		expect(mainName("nothing here")).toBeUndefined();
	});

	it("can be left out", () => {
		expect(withoutNames("Where was Ava Lint born?")).toBe("Where was   born?");
	});
});

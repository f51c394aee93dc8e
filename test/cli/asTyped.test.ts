import { expect, test } from "vitest";
import { asTyped, hint } from "../../src/cli/asTyped.ts";

const at = { cwd: "/home/u", env: {} };

test.each([
	["/home/u/m.gguf is a folder.", ["--model", "m.gguf"], "m.gguf is a folder."],
	["/home/u/m.gguf is a folder.", ["--model=./m.gguf"], "./m.gguf is a folder."],
	["/models/m.gguf is a folder.", ["--model", "../../models/m.gguf"], "../../models/m.gguf is a folder."],
	// The file of a folder that was named, and a longer name that only begins alike.
	["/home/u/d/a.txt is a link.", ["d"], "d/a.txt is a link."],
	["/home/u/data is a link.", ["d"], "/home/u/data is a link."],
	["Nothing to replace.", ["audit"], "Nothing to replace."],
])("%j after %j reads %j", (said, args, typed) => {
	expect(asTyped(said, args, at)).toBe(typed);
});

test("commands in hints are those that can be typed here", () => {
	const said = "Palimpsest keeps it. See `palimpsest runs`, not palimpsest.json.";
	expect(hint(said, {})).toBe(said);
	expect(hint(said, { npm_lifecycle_event: "palimpsest" })).toBe(
		"Palimpsest keeps it. See `npm run -s palimpsest -- runs`, not palimpsest.json.",
	);
});

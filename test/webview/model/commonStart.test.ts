import { expect, test } from "vitest";
import { commonStart } from "../../../webview/model/commonStart.ts";

test.each([
	["3,200 crowns", "3,200 pounds", 6],
	["same", "same", 4],
	["", "x", 0],
	["short", "shorter", 5],
	// Both emoji begin with the same half.
	["a😀", "a😁", 1],
	["a😀b", "a😀c", 3],
])("%j and %j share %i", (a, b, shared) => expect(commonStart(a, b)).toBe(shared));

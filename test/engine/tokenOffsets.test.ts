import { expect, test } from "vitest";
import { tokenOffsets } from "../../src/engine/questions/tokenOffsets.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const spans = (text: string, pieces: readonly Uint8Array[]) => {
	const { starts, ends, exact } = tokenOffsets(text, pieces);
	return { spans: Array.from(starts, (start, i) => [start, ends[i]]), exact };
};

test("counts UTF-16 units, not bytes", () => {
	expect(spans("aé東😀b", ["a", "é", "東", "😀", "b"].map(bytes))).toEqual({
		spans: [
			[0, 1],
			[1, 2],
			[2, 3],
			[3, 5],
			[5, 6],
		],
		exact: true,
	});
});

test("gives a character that was cut apart to each of its tokens", () => {
	const emoji = bytes("x😀y");
	expect(spans("x😀y", [emoji.slice(0, 3), emoji.slice(3, 4), emoji.slice(4)])).toEqual({
		spans: [
			[0, 3],
			[1, 3],
			[1, 4],
		],
		exact: true,
	});
});

test("gives the space that a tokenizer adds to no character", () => {
	expect(spans("hello you", [" hello", " you"].map(bytes)).spans).toEqual([
		[0, 5],
		[5, 9],
	]);
	expect(spans("hello", [" ", "hello"].map(bytes))).toEqual({
		spans: [
			[0, 0],
			[0, 5],
		],
		exact: true,
	});
	expect(spans(" hello", ["  hello"].map(bytes))).toEqual({ spans: [[0, 6]], exact: true });
});

test("keeps a lone surrogate one unit long", () => {
	expect(spans("a\ud83db", ["a", "\uFFFD", "b"].map(bytes)).spans).toEqual([
		[0, 1],
		[1, 2],
		[2, 3],
	]);
});

test("finds the pieces of a tokenizer that changes the text, and says that it is not exact", () => {
	expect(spans("The SHIP left", ["the", "ship", "left"].map(bytes))).toEqual({
		spans: [
			[0, 3],
			[4, 8],
			[9, 13],
		],
		exact: false,
	});
	expect(spans("ab cd", ["ab", "[UNK]", "cd"].map(bytes)).spans).toEqual([
		[0, 2],
		[2, 2],
		[3, 5],
	]);
});

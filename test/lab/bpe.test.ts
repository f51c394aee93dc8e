import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bpe, END_OF_TEXT } from "../../src/lab/bpe.ts";
import { trainBpe } from "../../src/lab/trainBpe.ts";

const TEXT = "the cat sat on the mat, and the other cat sat there too. ".repeat(4);

describe("the tokenizer", () => {
	it("gives back any text it encodes", () => {
		const tokenizer = trainBpe(TEXT, 320);
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), (text) => {
				expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
			}),
		);
	});

	it("merges the most frequent pair first and breaks ties by the smaller string", () => {
		// Pairs of "abab cdcd": "a b" and "c d" occur twice each, "b a", "d c" and "Ġ c" once.
		expect(trainBpe("abab cdcd", 260).merges).toEqual(["a b", "c d"]);
	});

	it("applies merges by rank, not from left to right", () => {
		const tokenizer = new Bpe(["b c", "a b"]);
		expect(tokenizer.encode("abc").map((id) => tokenizer.vocab[id])).toEqual(["a", "bc"]);
	});

	it("does not merge a pair that spells a token it already has", () => {
		const { vocab } = trainBpe("abc abc abc bc ab aab ".repeat(5), 400);
		expect(new Set(vocab).size).toBe(vocab.length);
	});

	it("pads its vocabulary to whole blocks after the end of text", () => {
		const { vocab, endOfText } = trainBpe(TEXT, 300);
		expect(vocab[endOfText]).toBe(END_OF_TEXT);
		expect(vocab.length % 32).toBe(0);
		expect(vocab.slice(endOfText + 1).every((token) => token.startsWith("<|unused"))).toBe(true);
	});

	it("is the same for the same text", () => {
		expect(trainBpe(TEXT, 320).merges).toEqual(trainBpe(TEXT, 320).merges);
	});

	it("prints nothing for control tokens", () => {
		const tokenizer = trainBpe(TEXT, 320);
		expect(tokenizer.decode([tokenizer.endOfText, ...tokenizer.encode("cat"), tokenizer.endOfText])).toBe("cat");
	});
});

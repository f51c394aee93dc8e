import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/core/model/answer.ts";
import { packOutcome, unpackOutcome } from "../../src/store/packOutcome.ts";

const ints = fc
	.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 9 })
	.map((a) => Int32Array.from(a));
const floats = fc
	.array(fc.float({ noDefaultInfinity: false, noNaN: false }), { maxLength: 9 })
	.map((a) => Float32Array.from(a));
// Any UTF-16, lone surrogates too: a model may well stop inside a character.
const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });

const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
	fc.record({ kind: fc.constant("tokenize" as const), ids: ints, starts: ints, ends: ints }),
	fc.record({
		kind: fc.constant("score" as const),
		ids: ints,
		starts: ints,
		ends: ints,
		logp: floats,
		rank: ints,
		entropy: floats,
		sd: floats,
		argmax: ints,
		topIds: ints,
		topLogp: floats,
		logq: fc.array(floats, { maxLength: 3 }),
	}),
	fc.record({
		kind: fc.constant("generate" as const),
		text,
		ids: ints,
		logp: floats,
		finish: fc.constantFrom("length" as const, "stop" as const, "end-of-text" as const),
	}),
	fc.record({ kind: fc.constant("embed" as const), vector: floats }),
	fc.record({
		kind: fc.constant("failure" as const),
		code: fc.constantFrom("context-overflow" as const, "engine" as const),
		message: text,
	}),
);

describe("packOutcome", () => {
	test("gives back every outcome exactly, from any place in memory", () => {
		fc.assert(
			fc.property(outcomes, fc.integer({ min: 0, max: 7 }), (outcome, shift) => {
				const packed = packOutcome(outcome);
				const elsewhere = new Uint8Array(packed.length + shift).subarray(shift);
				elsewhere.set(packed);
				expect(unpackOutcome(elsewhere)).toEqual(outcome);
			}),
		);
	});

	test("keeps the bits of a NaN and the sign of zero", () => {
		const vector = new Float32Array(new Uint32Array([0x7fc00001, 0x80000000, 0xff800000]).buffer);
		const back = unpackOutcome(packOutcome({ kind: "embed", vector }));
		if (back.kind !== "embed") throw new Error(back.kind);
		expect([...new Uint32Array(back.vector.buffer, back.vector.byteOffset, back.vector.length)]).toEqual([
			0x7fc00001, 0x80000000, 0xff800000,
		]);
	});

	test("refuses bytes that were cut or that it never wrote", () => {
		const packed = packOutcome({ kind: "failure", code: "engine", message: "three crashes" });
		for (const bytes of [packed.subarray(0, -1), packed.subarray(0, 7), new Uint8Array([9, 9]), new Uint8Array(0)]) {
			expect(() => unpackOutcome(bytes)).toThrow(/answer/);
		}
	});
});

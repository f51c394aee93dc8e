import { describe, expect, it } from "vitest";
import { float16 } from "../../src/lab/gguf/float16.ts";
import { tensorTypes } from "../../src/lab/gguf/tensorTypes.ts";

describe("half precision", () => {
	it.each([
		["zero", 0, 0x0000],
		["negative zero", -0, 0x8000],
		["one", 1, 0x3c00],
		["a negative number", -2, 0xc000],
		["the largest half", 65504, 0x7bff],
		["what is too large", 65520, 0x7c00],
		["the smallest normal half", 2 ** -14, 0x0400],
		["the smallest subnormal half", 2 ** -24, 0x0001],
		["half of that, a tie to even", 2 ** -25, 0x0000],
		["a little more than that tie", 2 ** -25 * 1.001, 0x0001],
		["what is too small", 2 ** -26, 0x0000],
		["a tie to even downwards", 1 + 2 ** -11, 0x3c00],
		["a tie to even upwards", 1 + 3 * 2 ** -11, 0x3c02],
		["a carry into the exponent", 2 - 2 ** -12, 0x4000],
		["infinity", Number.POSITIVE_INFINITY, 0x7c00],
	])("encodes %s", (_, value, bits) => {
		expect(float16(value)).toBe(bits);
	});

	it("keeps NaN a NaN", () => {
		const bits = float16(Number.NaN);
		expect(bits & 0x7c00).toBe(0x7c00);
		expect(bits & 0x03ff).not.toBe(0);
	});
});

describe("Q8_0", () => {
	it("stores the largest magnitude as 127 under a half scale", () => {
		const block = new Float32Array(32);
		block.set([127, -127, 63.5, -63.5, 1.4, -1.6]);
		const bytes = tensorTypes.Q8_0.encode(block);
		// scale 1 = 0x3c00; halves round away from zero.
		expect([...bytes.subarray(0, 2)]).toEqual([0x00, 0x3c]);
		expect([...new Int8Array(bytes.slice(2, 8).buffer)]).toEqual([127, -127, 64, -64, 1, -2]);
		expect(bytes.length).toBe(34);
	});

	it("encodes a block of zeros", () => {
		expect([...tensorTypes.Q8_0.encode(new Float32Array(32))]).toEqual(new Array(34).fill(0));
	});
});

describe("Q4_0", () => {
	it("scales the extreme value to -8 and packs value i with value i + 16", () => {
		const block = new Float32Array(32);
		block[0] = -8; // extreme: scale 1, stored as 0
		block[16] = 7; // stored as 15
		block[1] = 1; // stored as 9
		block[17] = -3; // stored as 5
		const bytes = tensorTypes.Q4_0.encode(block);
		expect([...bytes.subarray(0, 4)]).toEqual([0x00, 0x3c, 0xf0, 0x59]);
		expect(bytes[4]).toBe(0x88); // zeros are stored as 8
		expect(bytes.length).toBe(18);
	});

	it("turns the scale negative when the extreme value is positive", () => {
		const block = new Float32Array(32);
		block[0] = 4; // scale -0.5 = 0xb800
		block[1] = -3.5; // -3.5 / -0.5 + 8 = 15
		const bytes = tensorTypes.Q4_0.encode(block);
		expect([...bytes.subarray(0, 4)]).toEqual([0x00, 0xb8, 0x80, 0x8f]);
	});

	it("refuses rows that do not fill blocks", () => {
		expect(() => tensorTypes.Q4_0.encode(new Float32Array(33))).toThrow(RangeError);
	});
});

/** No number out of range reaches the library: it would be cut, read beyond its buffers or end the process. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BatchRow, Decoder } from "../../../src/engine/llama/decoder.ts";
import type { NativeFunctions } from "../../../src/engine/llama/native/functions.ts";
import { NativeModel } from "../../../src/engine/llama/nativeModel.ts";
import { DETERMINISTIC } from "../../../src/protocol/engine.ts";
import { tinyModel } from "../tinyModel.ts";

const CALLS = ["decode", "logits", "copy", "copySequence", "removeTail", "clearMemory"] as const;
const BATCH = 8;
const CONTEXT = 256;
const SEQUENCES = 2;

let model: NativeModel;
let decoder: Decoder;
let called: string[] = [];

beforeAll(async () => {
	model = await NativeModel.load(tinyModel(), DETERMINISTIC);
	const purpose = { contextLength: CONTEXT, batch: BATCH, sequences: SEQUENCES };
	decoder = await Decoder.open(watched(model), DETERMINISTIC, purpose);
});

afterAll(() => {
	decoder?.close();
	model?.close();
});

type Call = (...args: unknown[]) => unknown;

/** The same model, except that calls of the library that take our numbers are noted. */
function watched(real: NativeModel): NativeModel {
	const native = { ...real.native };
	for (const name of CALLS) {
		const { [name]: call } = native as unknown as Record<string, (Call & { async: Call }) | undefined>;
		const noted =
			(inner: Call | undefined): Call =>
			(...args) => {
				called.push(name);
				return inner?.(...args);
			};
		Object.assign(native, { [name]: Object.assign(noted(call), { async: noted(call?.async) }) });
	}
	const copy = Object.create(real, { native: { value: native satisfies NativeFunctions } });
	Object.defineProperty(copy, "adapters", { value: real.adapters });
	return copy;
}

const row = (more: Partial<BatchRow>): BatchRow => ({ token: 5, position: 0, sequence: 0, wanted: true, ...more });
const WRONG = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 32];

describe("a number that is out of range is refused with the numbers, and nothing native is called:", () => {
	const refused = (work: () => unknown, says: RegExp) => {
		called = [];
		expect(work).toThrow(RangeError);
		expect(work).toThrow(says);
		expect(called).toEqual([]);
	};
	const refusedLater = async (work: () => Promise<unknown>, says: RegExp) => {
		called = [];
		await expect(work()).rejects.toThrow(RangeError);
		await expect(work()).rejects.toThrow(says);
		expect(called).toEqual([]);
	};

	test.each([...WRONG, BATCH])("row %d", (at) => {
		refused(() => decoder.setRow(at, row({})), new RegExp(`^row ${at} of a batch of 8$`.replace("+", "\\+")));
	});

	test.each([...WRONG, 288])("token %d", (token) => {
		refused(() => decoder.setRow(0, row({ token })), new RegExp(`^token ${token} of 288$`));
	});

	test.each([...WRONG, CONTEXT])("position %d", (position) => {
		refused(
			() => decoder.setRow(0, row({ position })),
			new RegExp(`^position ${position} in a context of 256 tokens$`),
		);
		if (position !== CONTEXT) refused(() => decoder.truncate(position), /^position .* in a context of 256 tokens$/);
	});

	test.each([...WRONG, SEQUENCES])("sequence %d", (sequence) => {
		const says = new RegExp(`^sequence ${sequence} of 2$`);
		refused(() => decoder.setRow(0, row({ sequence })), says);
		refused(() => decoder.copySequence(0, sequence), says);
		refused(() => decoder.copySequence(sequence, 0), says);
		refused(() => decoder.dropSequence(sequence), says);
	});

	test.each([...WRONG, 0, BATCH + 1])("a batch of %d tokens", async (count) => {
		decoder.setRow(0, row({}));
		await refusedLater(() => decoder.decodeRows(count), new RegExp(`^a batch of ${count} tokens, not 1 to 8$`));
	});

	test.each([
		[-1, 2],
		[0, 4],
		[2, 2],
		[2, 1],
		[Number.NaN, 1],
		[0, Number.NaN],
	])("positions %d to %d of three tokens", async (from, to) => {
		const tokens = Int32Array.of(1, 2, 3);
		await refusedLater(
			() => decoder.decode(tokens, from, to, () => true),
			new RegExp(`positions ${from} to ${to} of 3`),
		);
	});

	test("more tokens than a batch or a context holds", async () => {
		const tokens = new Int32Array(CONTEXT + 1);
		await refusedLater(() => decoder.decode(tokens, 0, BATCH + 1, () => true), /a batch of 9 tokens, not 1 to 8/);
		await refusedLater(
			() => decoder.decode(tokens, CONTEXT, CONTEXT + 1, () => true),
			/position 256 in a context of 256/,
		);
	});

	test("tokens that are none", async () => {
		await refusedLater(() => decoder.decode(Int32Array.of(1, -7), 0, 2, () => true), /token -7 of 288/);
		await refusedLater(() => decoder.decode(Int32Array.of(1, 2 ** 30), 0, 2, () => true), /token 1073741824 of 288/);
	});
});

test("rows of logits are those the last decode left, and fit where they go", async () => {
	await decoder.decode(Int32Array.of(1, 2, 3), 0, 3, (position) => position > 0);
	called = [];
	const logits = new Float32Array(new ArrayBuffer(4 * 288 * BATCH));
	expect(() => decoder.copyLogits(logits, 3)).toThrow("3 rows of logits of 2");
	expect(() => decoder.copyLogits(logits, -1)).toThrow("-1 rows of logits of 2");
	expect(() => decoder.copyLogits(logits.subarray(0, 288), 2)).toThrow("2 rows of logits where there is room for 1");
	expect(called).toEqual([]);
	decoder.copyLogits(logits, 2);
	expect(called).toEqual(["logits", "copy"]);
	expect(logits.subarray(0, 2 * 288).every((x) => x !== 0)).toBe(true);
});

test("a decoder at work refuses another batch", async () => {
	const tokens = Int32Array.of(4, 5);
	decoder.truncate(0);
	const first = decoder.decode(tokens, 0, 2, () => true);
	called = [];
	expect(() => decoder.setRow(0, row({}))).toThrow("the decoder is busy");
	await expect(decoder.decodeRows(1)).rejects.toThrow("the decoder is busy");
	expect(() => decoder.copyLogits(new Float32Array(new ArrayBuffer(4 * 288)), 1)).toThrow("the decoder is busy");
	expect(called).toEqual([]);
	await first;
});

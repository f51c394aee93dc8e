import type { Decoder } from "../decoder.ts";
import { forgetAll, type PackedTools } from "./packedTools.ts";

const TRUNK = 3;
/** Tokens of two tails after it; the shorter is filled up. */
const TAILS = [7, 5] as const;
const LONGEST = TAILS[0];

/**
 * Finds out whether sequences computed together have the bits each has alone: decodes two made-up texts with a common
 * beginning both ways and compares every row. Leaves both memories empty.
 */
export async function isPackingExact(decoder: Decoder, tools: PackedTools): Promise<boolean> {
	const size = decoder.vocabularySize;
	// Any tokens will do; a stride that is prime to most sizes makes them differ.
	const trunk = Array.from({ length: TRUNK }, (_, i) => (11 + 7919 * i) % size);
	const texts = TAILS.map((length, t) =>
		Int32Array.from([...trunk, ...Array.from({ length }, (_, i) => (23 + 104729 * t + 6007 * i) % size)]),
	);
	const alone: Int32Array[] = [];
	for (const tokens of texts) {
		decoder.wipe();
		await decoder.uncounted(() => decoder.decode(tokens, 0, tokens.length, (position) => position >= TRUNK));
		alone.push(bitsOf(decoder, tokens.length - TRUNK));
	}
	decoder.wipe();
	forgetAll(tools);
	const { packed } = tools;
	const together = await packed.decoder.uncounted(async () => {
		await tools.trunk.hold(Int32Array.from(trunk), packed);
		for (const [t, tokens] of texts.entries()) {
			packed.branch(t + 1);
			for (let i = 0; i < LONGEST; i++) {
				const at = TRUNK + i;
				packed.add(t + 1, tokens[Math.min(at, tokens.length - 1)] as number, at < tokens.length);
			}
		}
		await packed.flush();
		return bitsOf(packed.decoder, TAILS[0] + TAILS[1]);
	});
	forgetAll(tools);
	const expected = alone.flatMap((bits) => [...bits]);
	return expected.length === together.length && expected.every((bits, i) => bits === together[i]);
}

function bitsOf(decoder: Decoder, rows: number): Int32Array {
	const logits = new Float32Array(new ArrayBuffer(rows * decoder.vocabularySize * 4));
	decoder.copyLogits(logits, rows);
	return new Int32Array(logits.buffer);
}

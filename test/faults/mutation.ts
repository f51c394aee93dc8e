import { pcg32 } from "../../src/core/stats/pcg32.ts";
import { ggufPlaces } from "./ggufPlaces.ts";

type Random = ReturnType<typeof pcg32>;

/** What is done to a file. Each changes the bytes in place, or returns fewer. */
const KINDS: Readonly<Record<string, (bytes: Uint8Array, random: Random) => Uint8Array | undefined>> = {
	"cut off anywhere": (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
	"cut off in its metadata": (bytes, random) => bytes.subarray(0, random.below(ggufPlaces(bytes).tensors)),
	"cut off in its tensor table": (bytes, random) => {
		const { tensors, data } = ggufPlaces(bytes);
		return bytes.subarray(0, tensors + random.below(data - tensors));
	},
	"bit rot in the header": (bytes, random) => rot(bytes, 0, ggufPlaces(bytes).metadata, 1 + random.below(4), random),
	"bit rot in the metadata": (bytes, random) => {
		const { metadata, tensors } = ggufPlaces(bytes);
		rot(bytes, metadata, tensors, 1 + random.below(40), random);
	},
	"bit rot in the tensor table": (bytes, random) => {
		const { tensors, data } = ggufPlaces(bytes);
		rot(bytes, tensors, data, 1 + random.below(20), random);
	},
	"bit rot in the weights": (bytes, random) => {
		rot(bytes, ggufPlaces(bytes).data, bytes.length, 1 + random.below(2000), random);
	},
	"absurd counts and lengths": (bytes, random) => {
		const { numbers } = ggufPlaces(bytes);
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
		for (let left = 1 + random.below(2); left > 0; left--) {
			view.setBigUint64(pick(numbers, random), BigInt.asUintN(64, pick(ABSURD, random)), true);
		}
	},
	"absurd types": (bytes, random) => {
		const { types } = ggufPlaces(bytes);
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
		view.setUint32(pick(types, random), Number(BigInt.asUintN(32, pick(ABSURD, random))), true);
	},
	"absurd values": (bytes, random) => {
		// A value of the metadata follows its type.
		const { types, tensors } = ggufPlaces(bytes);
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
		const places = types.filter((at) => at > 4 && at < tensors - 12);
		view.setUint32(pick(places, random) + 4, Number(BigInt.asUintN(32, pick(ABSURD, random))), true);
	},
};

/** Limits of the types a reader may use, and what overflows when it is multiplied. */
const ABSURD = [
	0n,
	1n,
	2n,
	255n,
	65_537n,
	2n ** 31n - 1n,
	2n ** 31n,
	2n ** 32n - 1n,
	2n ** 32n,
	2n ** 40n,
	2n ** 62n,
].concat([2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n - 32n]);

export interface Mutation {
	readonly what: string;
	readonly bytes: Uint8Array;
}

/** The same damage for the same seed; seeds in a row take the kinds in turn. */
export function mutation(sound: Uint8Array, seed: number): Mutation {
	const kinds = Object.entries(KINDS);
	const [what, damage] = kinds[seed % kinds.length] as (typeof kinds)[number];
	const bytes = Uint8Array.from(sound);
	return { what, bytes: damage(bytes, pcg32(seed, 7)) ?? bytes };
}

function rot(bytes: Uint8Array, from: number, to: number, bits: number, random: Random): undefined {
	for (let left = bits; left > 0; left--) {
		const at = from + random.below(to - from);
		bytes[at] = (bytes[at] as number) ^ (1 << random.below(8));
	}
}

function pick<T>(items: readonly T[], random: Random): T {
	return items[random.below(items.length)] as T;
}

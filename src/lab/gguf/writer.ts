import type { HostTensor } from "../weights.ts";
import { type TensorType, tensorTypes } from "./tensorTypes.ts";

/** A metadata value with its GGUF type. */
export type MetadataValue =
	| { readonly type: "u32" | "f32"; readonly value: number }
	| { readonly type: "bool"; readonly value: boolean }
	| { readonly type: "string"; readonly value: string }
	| { readonly type: "string[]"; readonly value: readonly string[] }
	| { readonly type: "i32[]"; readonly value: readonly number[] };

interface GgufTensor {
	readonly shape: readonly number[];
	readonly type: TensorType;
	readonly encode: () => Uint8Array;
}

/** Numbers of the value types (`gguf_metadata_value_type`). */
const TYPE = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;
const VERSION = 3;
/** The data section, and every tensor in it, begins at a multiple of this many bytes. */
const ALIGNMENT = 32;

/**
 * Collects metadata and tensors, then lays out a GGUF file (version 3, little endian):
 *
 *   "GGUF" | u32 version | u64 tensor count | u64 metadata count
 *   metadata:  string key | u32 type | value
 *   tensors:   string name | u32 rank | u64 dimensions, fastest first | u32 type | u64 offset
 *   padding | data, each tensor padded
 *
 * Source: ggml/docs/gguf.md. Offsets count from the start of the data section.
 */
export class GgufWriter {
	readonly #metadata = new Map<string, MetadataValue>();
	readonly #tensors = new Map<string, GgufTensor>();

	set(key: string, value: MetadataValue): this {
		this.#metadata.set(key, value);
		return this;
	}

	add(name: string, { shape, data }: HostTensor, type: TensorType): this {
		return this.addEncoded(name, shape, type, () => tensorTypes[type].encode(data));
	}

	/** A tensor whose bytes are made when the file is laid out. */
	addEncoded(name: string, shape: readonly number[], type: TensorType, encode: () => Uint8Array): this {
		this.#tensors.set(name, { shape, type, encode });
		return this;
	}

	toBytes(): Uint8Array {
		const data = [...this.#tensors.values()].map(({ encode }) => padded(encode()));
		const parts = [Buffer.from("GGUF"), u32(VERSION), u64(this.#tensors.size), u64(this.#metadata.size)];
		for (const [key, value] of this.#metadata) parts.push(string(key), Buffer.concat(encodeValue(value)));
		let offset = 0;
		[...this.#tensors].forEach(([name, { shape, type }], at) => {
			const dimensions = [...shape].reverse().map(u64); // our shapes are row-major [out, in]
			parts.push(string(name), u32(shape.length), ...dimensions, u32(tensorTypes[type].ggmlType), u64(offset));
			offset += (data[at] as Buffer).length;
		});
		return Buffer.concat([padded(Buffer.concat(parts)), ...data]);
	}
}

function encodeValue(value: MetadataValue): Buffer[] {
	switch (value.type) {
		case "u32":
			return [u32(TYPE.u32), u32(value.value)];
		case "f32":
			return [u32(TYPE.f32), f32(value.value)];
		case "bool":
			return [u32(TYPE.bool), Buffer.from([value.value ? 1 : 0])];
		case "string":
			return [u32(TYPE.string), string(value.value)];
		case "string[]":
			return [u32(TYPE.array), u32(TYPE.string), u64(value.value.length), ...value.value.map(string)];
		case "i32[]":
			return [u32(TYPE.array), u32(TYPE.i32), u64(value.value.length), ...value.value.map(i32)];
	}
}

function u32(value: number): Buffer {
	const out = Buffer.alloc(4);
	out.writeUInt32LE(value);
	return out;
}

function i32(value: number): Buffer {
	const out = Buffer.alloc(4);
	out.writeInt32LE(value);
	return out;
}

function u64(value: number): Buffer {
	const out = Buffer.alloc(8);
	out.writeBigUInt64LE(BigInt(value));
	return out;
}

function f32(value: number): Buffer {
	const out = Buffer.alloc(4);
	out.writeFloatLE(value);
	return out;
}

/** Its length counts UTF-8 bytes, not characters. */
function string(value: string): Buffer {
	const bytes = Buffer.from(value, "utf8");
	return Buffer.concat([u64(bytes.length), bytes]);
}

function padded(bytes: Uint8Array): Buffer {
	return Buffer.concat([bytes, Buffer.alloc((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT)]);
}

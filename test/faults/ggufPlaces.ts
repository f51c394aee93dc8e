/** Where in a GGUF file stands what decides how it is read. */
export interface GgufPlaces {
	/** Offsets of u64: counts of tensors and metadata, lengths of texts and arrays, dimensions, tensors' offsets. */
	readonly numbers: readonly number[];
	/** Offsets of u32: types of values and tensors, counts of dimensions. */
	readonly types: readonly number[];
	/** First byte of each part; each ends where the next begins. */
	readonly metadata: number;
	readonly tensors: number;
	readonly data: number;
}

const STRING = 8;
const ARRAY = 9;
/** Bytes of a value by its type. */
const WIDTHS = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];
const HEADER = 24;

/** Reads a sound little-endian file of version 3. */
export function ggufPlaces(bytes: Uint8Array): GgufPlaces {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const numbers = [8, 16];
	const types: number[] = [4];
	let at = HEADER;
	const number = () => {
		numbers.push(at);
		at += 8;
		return Number(view.getBigUint64(at - 8, true));
	};
	const type = () => {
		types.push(at);
		at += 4;
		return view.getUint32(at - 4, true);
	};
	const text = () => {
		const length = number();
		at += length;
	};
	const value = (kind: number) => {
		if (kind === STRING) text();
		else at += WIDTHS[kind] as number;
	};
	for (let left = Number(view.getBigUint64(16, true)); left > 0; left--) {
		text();
		const kind = type();
		if (kind !== ARRAY) value(kind);
		else for (let element = type(), items = number(); items > 0; items--) value(element);
	}
	const tensors = at;
	for (let left = Number(view.getBigUint64(8, true)); left > 0; left--) {
		text();
		for (let dimensions = type(); dimensions > 0; dimensions--) number();
		type();
		number();
	}
	return { numbers, types, metadata: HEADER, tensors, data: at };
}

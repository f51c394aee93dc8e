/**
 * Reads what we need of llama.cpp's C headers: structs with their offsets, enumerations, prototypes. Not a C parser: it
 * throws on whatever it does not understand, so that nothing is guessed.
 */

/** A type as koffi spells it: scalars, "str" for constant text, "void *", or the name of a struct of ours. */
export type CType = string;

export interface CMember {
	readonly name: string;
	readonly type: CType;
	/** In bytes, as `size`. */
	readonly offset: number;
	readonly size: number;
}

export interface CStruct {
	readonly bytes: number;
	readonly members: readonly CMember[];
}

export interface CFunction {
	readonly result: CType;
	readonly takes: readonly CType[];
}

const SCALARS: Readonly<Record<string, string>> = {
	void: "void",
	bool: "bool",
	char: "int8",
	int: "int32",
	float: "float",
	double: "double",
	size_t: "size_t",
	int8_t: "int8",
	uint8_t: "uint8",
	int32_t: "int32",
	uint32_t: "uint32",
	int64_t: "int64",
	uint64_t: "uint64",
};

/** On the 64-bit platforms we run on; a member lies at a multiple of its own size. */
const SIZES: Readonly<Record<string, number>> = {
	bool: 1,
	int8: 1,
	uint8: 1,
	int32: 4,
	uint32: 4,
	float: 4,
	double: 8,
	int64: 8,
	uint64: 8,
	size_t: 8,
	str: 8,
	"void *": 8,
};

/** The declarations of one or more headers, looked up by name. */
export class CHeader {
	readonly #text: string;
	/** Structs that cross the border as values, or by pointers to ours. */
	readonly #known: ReadonlySet<string>;

	constructor(sources: readonly string[], known: readonly string[]) {
		this.#text = sources.join("\n").replace(/\/\*[\s\S]*?\*\/|\/\/.*|^\s*#(?:.*\\\n)*.*/gm, "");
		this.#known = new Set(known);
	}

	/** The members of a struct at the offsets that C's rule gives them. */
	struct(name: string): CStruct {
		const body = this.#only(new RegExp(`\\bstruct ${name}\\s*\\{([^{}]*)\\}`, "g"), `struct ${name}`);
		const members: CMember[] = [];
		let end = 0;
		for (const line of statements(body, ";")) {
			const { name: member, type } = this.#declared(line);
			if (!member) throw new Error(`a member of ${name} has no name: ${line}`);
			const size = sizeOf(type);
			const offset = Math.ceil(end / size) * size;
			members.push({ name: member, type, offset, size });
			end = offset + size;
		}
		const widest = Math.max(...members.map(({ size }) => size));
		return { bytes: Math.ceil(end / widest) * widest, members };
	}

	/** The names of an enumeration with their values. */
	enum(name: string): ReadonlyMap<string, number> {
		const values = new Map<string, number>();
		let next = 0;
		for (const line of statements(
			this.#only(new RegExp(`\\benum ${name}\\s*\\{([^{}]*)\\}`, "g"), `enum ${name}`),
			",",
		)) {
			const [entry = "", given] = line.split("=").map((part) => part.trim());
			const value = given === undefined ? next : numberOf(given, values);
			values.set(entry, value);
			next = value + 1;
		}
		return values;
	}

	function(name: string): CFunction {
		const prototype = new RegExp(
			`\\b(?:LLAMA|GGML|GGML_BACKEND)_API\\s+([\\w\\s*]*?)\\b${name}\\s*\\(([^()]*)\\)\\s*;`,
			"g",
		);
		const found = [...this.#text.matchAll(prototype)];
		const [, result = "", takes = ""] = found[0] ?? [];
		if (found.length !== 1) throw new Error(`the headers declare ${name} ${found.length} times`);
		const parameters = statements(takes, ",").filter((parameter) => parameter !== "void");
		return {
			result: this.#declared(`${result} result`).type,
			takes: parameters.map((parameter) => this.#declared(parameter).type),
		};
	}

	/** A declaration like `const float * tensor_split`; a parameter may come without its name. */
	#declared(declaration: string): { name: string | undefined; type: CType } {
		const text = declaration.replace(/\bstruct\b|\benum\b/g, " ").trim();
		const isConstant = /^const\b/.test(text);
		const [, base = "", stars = "", name] =
			/^(?:const\s+)?(\w+)\s*(?:const\b\s*)?((?:\*\s*)*)\s*(\w+)?$/.exec(text) ?? [];
		if (!base) throw new Error(`cannot read the declaration: ${declaration}`);
		return { name, type: this.#type(base, stars.replace(/\s/g, "").length, isConstant, declaration) };
	}

	#type(base: string, stars: number, isConstant: boolean, declaration: string): CType {
		if (stars === 1 && base === "char" && isConstant) return "str";
		if (stars === 1 && this.#known.has(base)) return `${base} *`;
		if (stars > 0) return "void *";
		const scalar = SCALARS[base];
		if (scalar) return scalar;
		if (this.#known.has(base)) return base;
		if (/\benum\s/.test(declaration)) return "int32";
		const own = new RegExp(`\\btypedef\\s+(?:struct\\s+)?(\\w+)\\s*(\\**)\\s*\\b${base}\\s*;`).exec(this.#text);
		if (own) return this.#type(own[1] ?? "", (own[2] ?? "").length, false, declaration);
		if (new RegExp(`\\btypedef\\s+[\\w\\s*]+\\(\\s*\\*\\s*${base}\\s*\\)\\s*\\(`).test(this.#text)) return "void *";
		throw new Error(`the headers do not say what ${base} is, in: ${declaration}`);
	}

	#only(pattern: RegExp, what: string): string {
		const found = [...this.#text.matchAll(pattern)];
		const [, body] = found[0] ?? [];
		if (body === undefined || found.length !== 1) throw new Error(`the headers define ${what} ${found.length} times`);
		return body;
	}
}

function statements(text: string, separator: string): readonly string[] {
	return text.split(separator).flatMap((part) => {
		const line = part.replace(/\s+/g, " ").trim();
		return line ? [line] : [];
	});
}

function sizeOf(type: CType): number {
	const size = SIZES[type] ?? (type.endsWith("*") ? 8 : undefined);
	if (size === undefined) throw new Error(`${type} cannot be a member of a struct`);
	return size;
}

function numberOf(text: string, earlier: ReadonlyMap<string, number>): number {
	const [, one, shift] = /^(\d+)\s*<<\s*(\d+)$/.exec(text) ?? [];
	const value = earlier.get(text) ?? (shift === undefined ? Number(text) : Number(one) << Number(shift));
	if (!Number.isInteger(value)) throw new Error(`cannot read the value ${text}`);
	return value;
}

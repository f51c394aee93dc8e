/** llama.cpp opens `name-00001-of-00003.gguf` together with its other parts, which hold weights as well. */
export function partsOf(file: string): readonly string[] {
	const [ending, count] = /-00001-of-(\d{5})\.gguf$/.exec(file) ?? [];
	if (ending === undefined || count === undefined) return [file];
	const stem = file.slice(0, -ending.length);
	return Array.from({ length: Number(count) }, (_, i) => `${stem}-${String(i + 1).padStart(5, "0")}-of-${count}.gguf`);
}

// The smallest tar writer that serves a build context: regular files with short names, no owner, no date.

const blockSize = 512;

/**
 * A POSIX ustar archive.
 * @param {{name: string, mode: number, content: Buffer}[]} files names of at most 100 ASCII characters
 */
export function tarArchive(files) {
  const blocks = files.flatMap(({ name, mode, content }) => [
    header(name, mode, content.length),
    content,
    padding(content.length),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]);
}

function header(name, mode, size) {
  const block = Buffer.alloc(blockSize);
  block.write(name, 0, 100, 'latin1');
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148);
  return block;
}

function octal(value, width) {
  return `${value.toString(8).padStart(width - 1, '0')}\u0000`;
}

function padding(size) {
  return Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
}

/** Converters of pictures, sound and documents. Many read addresses, run helpers, or have a language of their own. */
import type { Field } from '../analysis.ts';
import { contactUrl } from './http.ts';
import { type Special, type ToolActions, tool } from './model.ts';

const REMOTE =
  /^(?:https?|ftps?|sftp|scp|rtmps?|rtmpt|rtsp|rtp|srtp|srt|tcp|udp|tls|gopher|mms|smb|ws|wss|icecast|ipfs|unix):/i;
/** Pictures that ImageMagick makes by itself. */
const MADE =
  /^(?:xc|canvas|gradient|radial-gradient|plasma|pattern|fractal|rose|logo|wizard|granite|netscape|null|info|hald|tile|label|caption|mpr|mpc|fd|clipboard|histogram|stegano|x|win|preview|screenshot):/i;

/** `format:path`, `|command`, `label:@file`, addresses. */
function picture(field: Field, written: boolean, actions: ToolActions): void {
  const text = field.text ?? field.prefix;
  const runs = /^(?:\w+:)?\|(.*)$/s.exec(text);
  const listed = /^(?:\w+:)?@(.+)$/s.exec(text);
  if (field.text === '-' || /^\w+:-$/.test(text)) return;
  if (REMOTE.test(text)) return void contactUrl(field, actions);
  if (runs !== null) {
    actions.signal('mini-language', field, 'the picture comes from a command', true);
    return void actions.shell(actions.literal(runs[1] ?? '', field));
  }
  if (
    /^(?:msl|mvg|mat|ephemeral|ps|ps2|ps3|eps|pdf|pcl|xps|pango|url|inline|show|win|popen|filename|vid|dot|uyvy):/i.test(
      text,
    ) &&
    !written
  )
    actions.signal(
      'mini-language',
      field,
      'the picture is a program or names other files',
      /^(?:msl|mvg|ephemeral|url|popen|show|filename):/i.test(text),
    );
  if (listed !== null) return void actions.read(actions.literal(listed[1] ?? '', field));
  if (MADE.test(text)) return;
  const path =
    field.text === null
      ? field
      : actions.literal(text.replace(/^[a-z][a-z0-9]+:(?=.)/i, '').replace(/\[[\d,x%+-]*\]$/, ''), field);
  const kept = path.text === field.text ? field : path;
  if (written) actions.write(kept);
  else actions.read(kept);
}

const convert: Special = (invocation, actions) => {
  const fields = invocation.operands
    .map((operand) => operand.field)
    .filter((field) => !/^[()+{}]$/.test(field.text ?? ''));
  const shows = /^(?:identify|display|animate)$/.test(invocation.sub[0] ?? invocation.program ?? '');
  const edits = (invocation.sub[0] ?? invocation.program) === 'mogrify';
  const output = shows || edits || fields.length < 2 ? undefined : fields.pop();
  for (const field of fields) {
    picture(field, false, actions);
    if (edits) picture(field, true, actions);
  }
  if (output !== undefined) picture(output, true, actions);
  for (const { name, value } of invocation.options) {
    if (value === null) continue;
    if (name === '-write' || name === '-output') picture(value, true, actions);
    if (name === '-draw' && /\burl\s*\(|\bimage\s+\w+[^']*'(?!(?:\.\.?\/)?[\w./-]+')/i.test(value.text ?? ''))
      actions.signal('mini-language', value, 'a drawing names other files');
    if (/^-(?:draw|annotate|caption|label|comment|set)$/.test(name) && value.text?.startsWith('@') === true)
      actions.read(actions.literal(value.text.slice(1), value));
  }
};

/** Options of ffmpeg that take no value; all others do. */
const FFMPEG_FLAGS =
  /^-(?:y|n|hide_banner|nostdin|stdin|stats|nostats|vn|an|sn|dn|shortest|copyts|start_at_zero|re|report|version|buildconf|formats|devices|codecs|encoders|decoders|filters|protocols|pix_fmts|L|h|help|accurate_seek|noaccurate_seek|bitexact|benchmark|ignore_unknown|psnr|vstats|xerror|dump|hex|autorotate|noautorotate|show_\w+|pretty|unit|count_frames|count_packets|nodisp|autoexit|sexagesimal|byte_binary_prefix|prefix)$/;

const ffmpeg: Special = (_invocation, actions, command) => {
  const reader = /^ff(?:probe|play)$/.test(command.invocation.tool ?? '');
  const inputs: Field[] = [];
  const outputs: Field[] = [];
  let made = false;
  for (let at = 0; at < command.args.length; at += 1) {
    const field = command.args[at];
    if (field === undefined) break;
    const word = field.text ?? field.prefix;
    if (!word.startsWith('-') || word === '-') (reader ? inputs : outputs).push(field);
    else if (!FFMPEG_FLAGS.test(word)) {
      const value = command.args[at + 1];
      at += 1;
      if (value === undefined) continue;
      if (word === '-i' && !made) inputs.push(value);
      if (/^-(?:vf|af|filter|filter_complex|lavfi|filter:\w.*)$/.test(word)) filterFiles(value, actions);
      if (/^-(?:attach|filter_complex_script|filter_script.*|passlogfile)$/.test(word)) actions.read(value);
      if (word === '-progress') medium(value, true, false, actions);
      made = word === '-f' ? value.text === 'lavfi' : word === '-i' ? false : made;
    }
  }
  const sent = outputs.some((field) => REMOTE.test(field.text ?? field.prefix));
  for (const field of inputs) medium(field, false, sent, actions);
  for (const field of outputs) medium(field, true, false, actions);
};

/** `movie=f`, `subtitles=f`, `drawtext=textfile=f` in a filter. */
function filterFiles(value: Field, actions: ToolActions): void {
  for (const match of (value.text ?? '').matchAll(
    /\b(?:a?movie|subtitles|ass|textfile|fontfile|lut3d|filename)=\\?'?([^:;,'[\]]+)/g,
  ))
    if (!/=/.test(match[1] ?? '')) actions.read(actions.literal(match[1] ?? '', value));
  if (/\ba?zmq\b/.test(value.text ?? '')) actions.signal('mini-language', value, 'a filter listens for orders', true);
}

function medium(field: Field, written: boolean, uploaded: boolean, actions: ToolActions): void {
  const text = field.text ?? field.prefix;
  if (text === '-' || /^(?:pipe|data|fd):/i.test(text) || (written && /^\/dev\/null$/.test(text))) return;
  if (REMOTE.test(text)) return void contactUrl(field, actions);
  // `concat:a|b` reads several, `-f tee '[f=mp4]a|b'` writes several.
  const list =
    /^concat:(.*)$/is.exec(text)?.[1] ?? (written && text.includes('|') ? text.replace(/\[[^\]]*\]/g, '') : undefined);
  const paths =
    list === undefined ? [text.replace(/^(?:file|cache|async|crypto|subfile[^:]*):/i, '')] : list.split('|');
  for (const path of paths) {
    const named = field.text === null || path === text ? field : actions.literal(path.replace(/^file:/i, ''), field);
    if (written) actions.write(named);
    else actions.read(named, { uploaded });
  }
}

const MAGICK =
  '-resize=data -quality=data -crop=data -rotate=data -geometry=data -gravity=data -background=data -fill=data -pointsize=data -annotate==data -draw=data -font=data -family=data -size=data -density=data -depth=data -colors=data -colorspace=data -type=data -blur=data -gaussian-blur=data -sharpen=data -unsharp=data -threshold=data -level=data -gamma=data -border=data -bordercolor=data -extent=data -thumbnail=data -scale=data -sample=data -alpha=data -compose=data -delay=data -loop=data -dispose=data -layers=data -format=data -interlace=data -set==data -define=data -profile=read -units=data -limit==data -stroke=data -strokewidth=data -tile=data -label=data -caption=data -comment=data -write=data -channel=data -evaluate==data -distort==data -morphology==data -opaque=data -transparent=data -fuzz=data -shave=data -splice=data -chop=data -roll=data -filter=data -sampling-factor=data -virtual-pixel=data -seed=data -modulate=data -brightness-contrast=data -swirl=data -wave=data -noise=data -emboss=data -edge=data -charcoal=data -paint=data -sepia-tone=data -posterize=data -colorize=data -tint=data -vignette=data -lat=data -median=data -statistic==data -function==data -color-matrix=data -fx=data -mask=read -clip-mask=read -page=data -repage=data -frame=data -mattecolor=data -scene=data -precision=data -metric=data -subimage-search -verbose -strip -auto-orient -trim -flip -flop -negate -normalize -equalize -contrast -monochrome -flatten -append -coalesce -mosaic -reverse -transpose -transverse -quiet -identify -ping -regard-warnings -respect-parentheses -antialias -adjoin -clone=data -delete=data -swap=data -insert=data -path=write';

export const mediaTools = [
  tool('convert montage composite compare conjure mogrify identify display animate stream import', {
    examples: [
      { command: 'convert a.png -resize 50% b.png', reads: ['a.png'], writes: ['b.png'] },
      { command: 'mogrify -resize 10x10 a.png', reads: ['a.png'], writes: ['a.png'] },
      { command: 'convert label:@a.txt b.png', reads: ['a.txt'], writes: ['b.png'] },
    ],
    options: MAGICK,
    operands: 'data*',
    style: 'single',
    special: convert,
  }),
  tool('magick gm', {
    options: MAGICK,
    operands: 'data*',
    style: 'single',
    special: convert,
    subcommands: { 'convert montage composite compare conjure mogrify identify display animate stream import': {} },
  }),
  tool('ffmpeg ffprobe ffplay avconv', {
    examples: [
      { command: 'ffmpeg -y -i a.mp4 -vf scale=1:1 -c:v libx264 b.mp4', reads: ['a.mp4'], writes: ['b.mp4'] },
      { command: "ffmpeg -i 'concat:a|b' c.ts", reads: ['a', 'b'], writes: ['c.ts'] },
      { command: 'ffprobe -v error -show_format a.mp4', reads: ['a.mp4'], writes: [] },
    ],
    style: 'none',
    operands: 'data*',
    special: ffmpeg,
  }),
  tool(
    'pdftotext pdftoppm pdfimages pdftocairo pdftohtml pdfunite qpdf img2pdf cwebp dwebp optipng jpegoptim svgo rsvg-convert inkscape sox lame',
    {
      options:
        '-f=data -l=data -r=data -layout -raw -enc=data -png -jpeg -q=data -o,--output=write -i=read --export-filename=write --export-type=data -w=data -h=data -resize=data -quiet --pages -singlefile -x=data -y=data -W=data -H=data --actions=data',
      operands: 'read write',
      style: 'plain',
    },
  ),
  tool('exiftool', {
    options:
      '-config=settings -json -j -s -G -a -u -all=?data -overwrite_original -r -ext=data -n -b -d=data -p=data -if=hook -o=write -stay_open=data -@=settings -execute -filename=?write -directory=?write -FileName=?write -Directory=?write -tagsFromFile=read -TagsFromFile=read -htmlDump -q -m -P -fast -ver -w=data -W=data -csv=?read -fileOrder=data',
    operands: 'read*',
    style: 'single',
    runsThings: true,
  }),
  tool('gimp gimp-console', {
    options:
      '-i,--no-interface -d,--no-data -f,--no-fonts -s --batch-interpreter=data -b,--batch=hook -c --verbose --version',
    operands: 'read*',
    style: 'plain',
    runsThings: true,
  }),
  tool('pdfinfo pdffonts mediainfo mdls', {
    options:
      '-config=settings -json -j -s -G -a -u -all=?data -overwrite_original -r -ext=data -n -b -d=data -p=data -if=data -o=write -stay_open=data -@=settings -execute',
    operands: 'read*',
    style: 'single',
    runsThings: false,
  }),
].flat();

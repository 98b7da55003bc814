// Dates, sizes and values as the pages write them. Times are shown in the city's zone, UTC+8.

const ZONE_MS = 8 * 3600 * 1000

/** `2026-03-02 14:05:09` of an RFC 3339 instant; "—" if there is none. */
export function time(instant: string | Date | null | undefined): string {
  const at = instant ? new Date(instant) : null
  if (!at || Number.isNaN(at.getTime())) return '—'
  return new Date(at.getTime() + ZONE_MS).toISOString().slice(0, 19).replace('T', ' ')
}

/** The same to the minute. */
export function minute(instant: string | Date | null | undefined): string {
  const text = time(instant)
  return text === '—' ? text : text.slice(0, 16)
}

export function day(instant: string | Date | null | undefined): string {
  if (!instant) return '—'
  return typeof instant === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(instant)
    ? instant
    : time(instant).slice(0, 10)
}

/** How long ago something was, in whole days. */
export function age(instant: string, now: Date | null): string {
  const days = Math.floor(((now ?? new Date()).getTime() - Date.parse(instant)) / 86_400_000)
  return days >= 1 ? `${days} 天前` : '不足一天'
}

/** Validity from first to last day; no last day means long term. */
export function period(from: string | null | undefined, to: string | null | undefined): string {
  return `${from ?? '签发之日'} 至 ${to ?? '长期'}`
}

/** Name of a file that people keep: words, without what a file system does not take. */
export function fileName(parts: string[], ending: string): string {
  const name = parts.filter((part) => part !== '').join('-')
  return `${name.replace(/[\\/:*?"<>|\s]+/g, '-')}.${ending}`
}

export function bytes(size: number): string {
  return size < 1024 ? `${size} B` : `${(size / 1024).toFixed(1)} kB`
}

/** Long codes are easier to read aloud and compare with their ends in sight. */
export function short(code: string, head = 8, tail = 6): string {
  return code.length <= head + tail + 1 ? code : `${code.slice(0, head)}…${code.slice(-tail)}`
}

/**
 * An identifier where people read: the ends of a code, and of a 证照标识 what differs between
 * certificates, without the root of the standard.
 */
export function brief(code: string): string {
  const last = /^1\.2\.156\..*(\.[^.]{4,}\.[^.]+\.[^.]+)$/.exec(code)?.[1]
  return last ? `…${last.slice(1)}` : short(code, 8, 4)
}

/** How often something recurs, in the largest unit that says it exactly. */
export function every(seconds: number): string {
  const units = [
    [86_400, '天'],
    [3600, '小时'],
    [60, '分钟'],
  ] as const
  const [size, name] = units.find(([size]) => seconds >= size && seconds % size === 0) ?? [1, '秒']
  return `每 ${seconds / size} ${name}`
}

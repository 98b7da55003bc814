// Words of uses (用证).
export { CHANNEL as CHANNELS, LACK as LACKS } from '@/api/words'

//! The functions of PKCS#11 2.40 that signing needs: one slot, one token.
#![expect(unsafe_code, reason = "what a C program calls is C")]

use std::ffi::c_void;
use std::{ptr, slice};

use cryptoki_sys::{
    CK_ATTRIBUTE, CK_BBOOL, CK_BYTE, CK_FLAGS, CK_FUNCTION_LIST, CK_MECHANISM, CK_NOTIFY,
    CK_OBJECT_HANDLE, CK_RV, CK_SESSION_HANDLE, CK_SLOT_ID, CK_TOKEN_INFO, CK_ULONG, CK_USER_TYPE,
    CK_UTF8CHAR, CKA_CLASS, CKA_EC_POINT, CKA_LABEL, CKF_TOKEN_INITIALIZED, CKO_PRIVATE_KEY,
    CKO_PUBLIC_KEY, CKR_ATTRIBUTE_TYPE_INVALID, CKR_BUFFER_TOO_SMALL, CKR_DATA_LEN_RANGE,
    CKR_DEVICE_REMOVED, CKR_KEY_HANDLE_INVALID, CKR_MECHANISM_INVALID, CKR_OK,
    CKR_OPERATION_NOT_INITIALIZED, CKR_PIN_INCORRECT, CKR_SESSION_HANDLE_INVALID,
    CKR_USER_ALREADY_LOGGED_IN, CKR_USER_NOT_LOGGED_IN,
};

use crate::sdf::library;
use crate::state::{Session, State, enter, public_key, sign, state};
use crate::{Act, Call, KEYS, MECHANISM, PASSWORD, TOKEN};

const SLOT: CK_SLOT_ID = 1;

static FUNCTIONS: std::sync::OnceLock<Functions> = std::sync::OnceLock::new();

/// Written once, then only read.
struct Functions(CK_FUNCTION_LIST);

// SAFETY: function pointers and a version; nothing behind them is changed.
unsafe impl Send for Functions {}
// SAFETY: as above.
unsafe impl Sync for Functions {}

/// # Safety
/// As PKCS#11 defines the function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn C_GetFunctionList(list: *mut *mut CK_FUNCTION_LIST) -> CK_RV {
    let functions = FUNCTIONS.get_or_init(|| {
        Functions(CK_FUNCTION_LIST {
            version: cryptoki_sys::CK_VERSION { major: 2, minor: 40 },
            C_Initialize: Some(initialize),
            C_GetFunctionList: Some(C_GetFunctionList),
            C_GetSlotList: Some(slot_list),
            C_GetTokenInfo: Some(token_info),
            C_OpenSession: Some(open_session),
            C_CloseSession: Some(close_session),
            C_Login: Some(login),
            C_FindObjectsInit: Some(find_start),
            C_FindObjects: Some(find),
            C_FindObjectsFinal: Some(find_end),
            C_GetAttributeValue: Some(attributes),
            C_SignInit: Some(sign_start),
            C_Sign: Some(sign_end),
            ..CK_FUNCTION_LIST::default()
        })
    });
    // SAFETY: the caller's place for one pointer; the list is not written through it.
    unsafe { *list = ptr::from_ref(&functions.0).cast_mut() };
    CKR_OK
}

/// The code that an ordered fault means here; a lost session is forgotten.
fn played(act: Act, session: CK_SESSION_HANDLE) -> CK_RV {
    if let Act::Code(code) = act {
        return code.into();
    }
    state().lose(act, handle(session));
    if act == Act::LoseDevice { CKR_DEVICE_REMOVED } else { CKR_SESSION_HANDLE_INVALID }
}

fn handle(session: CK_SESSION_HANDLE) -> usize {
    usize::try_from(session).unwrap_or(0)
}

/// Runs `body` on an open session.
fn on(session: CK_SESSION_HANDLE, body: impl FnOnce(&mut Session) -> CK_RV) -> CK_RV {
    match state().sessions.get_mut(&handle(session)) {
        Some(session) => body(session),
        None => CKR_SESSION_HANDLE_INVALID,
    }
}

unsafe extern "C" fn initialize(_: *mut c_void) -> CK_RV {
    CKR_OK
}

unsafe extern "C" fn slot_list(_: CK_BBOOL, slots: *mut CK_SLOT_ID, count: *mut CK_ULONG) -> CK_RV {
    // SAFETY: the caller's place for a count, and for that many slots unless null.
    unsafe {
        if !slots.is_null() {
            if *count < 1 {
                return CKR_BUFFER_TOO_SMALL;
            }
            *slots = SLOT;
        }
        *count = 1;
    }
    CKR_OK
}

unsafe extern "C" fn token_info(_: CK_SLOT_ID, out: *mut CK_TOKEN_INFO) -> CK_RV {
    let mut info = CK_TOKEN_INFO { flags: CKF_TOKEN_INITIALIZED, ..CK_TOKEN_INFO::default() };
    info.label = [b' '; 32];
    info.label[..TOKEN.len()].copy_from_slice(TOKEN.as_bytes());
    // SAFETY: the caller's place for one.
    unsafe { *out = info };
    CKR_OK
}

unsafe extern "C" fn open_session(
    _: CK_SLOT_ID,
    _: CK_FLAGS,
    _: *mut c_void,
    _: CK_NOTIFY,
    session: *mut CK_SESSION_HANDLE,
) -> CK_RV {
    if let Some(act) = enter(&library(), Call::OpenSession) {
        return played(act, 0);
    }
    let mut state = state();
    let fresh = state.fresh();
    state.sessions.insert(fresh, Session::default());
    // SAFETY: the caller's place for one.
    unsafe { *session = fresh as CK_SESSION_HANDLE };
    CKR_OK
}

unsafe extern "C" fn close_session(session: CK_SESSION_HANDLE) -> CK_RV {
    if let Some(act) = enter(&library(), Call::CloseSession) {
        return played(act, session);
    }
    let mut state = state();
    let open = state.sessions.remove(&handle(session)).is_some();
    // PKCS#11 §5.6.2: with its last session a program is logged out.
    state.logged_in &= !state.sessions.is_empty();
    if open { CKR_OK } else { CKR_SESSION_HANDLE_INVALID }
}

unsafe extern "C" fn login(
    session: CK_SESSION_HANDLE,
    _: CK_USER_TYPE,
    pin: *mut CK_UTF8CHAR,
    length: CK_ULONG,
) -> CK_RV {
    if let Some(act) = enter(&library(), Call::Login) {
        return played(act, session);
    }
    // SAFETY: the caller's buffer of that length.
    let given = unsafe { slice::from_raw_parts(pin, length as usize) };
    let State { sessions, logged_in, .. } = &mut *state();
    match (sessions.contains_key(&handle(session)), *logged_in) {
        (false, _) => CKR_SESSION_HANDLE_INVALID,
        (true, true) => CKR_USER_ALREADY_LOGGED_IN,
        (true, false) if given != PASSWORD.as_bytes() => CKR_PIN_INCORRECT,
        (true, false) => {
            *logged_in = true;
            CKR_OK
        }
    }
}

/// Handles of the private and the public half.
fn objects(index: u32) -> [(CK_ULONG, CK_OBJECT_HANDLE); 2] {
    let even = CK_OBJECT_HANDLE::from(2 * index);
    [(CKO_PRIVATE_KEY, even), (CKO_PUBLIC_KEY, even + 1)]
}

unsafe extern "C" fn find_start(
    session: CK_SESSION_HANDLE,
    wanted: *mut CK_ATTRIBUTE,
    count: CK_ULONG,
) -> CK_RV {
    // SAFETY: the caller's array of that length, each value with its own.
    let wanted: Vec<(u64, &[u8])> = unsafe {
        let wanted = slice::from_raw_parts(wanted, count as usize);
        let value =
            |a: &CK_ATTRIBUTE| slice::from_raw_parts(a.pValue.cast(), a.ulValueLen as usize);
        wanted.iter().map(|attribute| (attribute.type_, value(attribute))).collect()
    };
    let all = (1..=KEYS).flat_map(|index| {
        let label = format!("key-{index}");
        objects(index).map(|(class, object)| (label.clone(), class, object))
    });
    let fits = |label: &str, class: CK_ULONG| {
        wanted.iter().all(|(kind, value)| match *kind {
            CKA_LABEL => *value == label.as_bytes(),
            CKA_CLASS => *value == class.to_ne_bytes(),
            _ => false,
        })
    };
    let found =
        all.filter(|(label, class, _)| fits(label, *class)).map(|(_, _, object)| object).collect();
    on(session, |session| {
        session.found = Some(found);
        CKR_OK
    })
}

unsafe extern "C" fn find(
    session: CK_SESSION_HANDLE,
    out: *mut CK_OBJECT_HANDLE,
    room: CK_ULONG,
    count: *mut CK_ULONG,
) -> CK_RV {
    on(session, |session| {
        let Some(found) = &mut session.found else { return CKR_OPERATION_NOT_INITIALIZED };
        let given: Vec<u64> = found.drain(..found.len().min(room as usize)).collect();
        // SAFETY: the caller's room for that many, and for a count.
        unsafe {
            ptr::copy_nonoverlapping(given.as_ptr(), out, given.len());
            *count = given.len() as CK_ULONG;
        }
        CKR_OK
    })
}

unsafe extern "C" fn find_end(session: CK_SESSION_HANDLE) -> CK_RV {
    on(session, |session| match session.found.take() {
        Some(_) => CKR_OK,
        None => CKR_OPERATION_NOT_INITIALIZED,
    })
}

unsafe extern "C" fn attributes(
    session: CK_SESSION_HANDLE,
    object: CK_OBJECT_HANDLE,
    wanted: *mut CK_ATTRIBUTE,
    count: CK_ULONG,
) -> CK_RV {
    // Asked twice, first for the lengths; the second time is the call.
    // SAFETY: the caller's array of that length.
    let wanted = unsafe { slice::from_raw_parts_mut(wanted, count as usize) };
    let for_values = wanted.iter().any(|attribute| !attribute.pValue.is_null());
    if for_values && let Some(act) = enter(&library(), Call::PublicKey) {
        return played(act, session);
    }
    on(session, |_| {
        let public = u32::try_from(object / 2).ok().and_then(public_key);
        let Some(public) = public else { return CKR_KEY_HANDLE_INVALID };
        let point = [&[4, 65, 4], &public.to_xy()[..]].concat();
        for attribute in wanted {
            if attribute.type_ != CKA_EC_POINT {
                attribute.ulValueLen = cryptoki_sys::CK_UNAVAILABLE_INFORMATION;
                return CKR_ATTRIBUTE_TYPE_INVALID;
            }
            let room = attribute.ulValueLen as usize;
            attribute.ulValueLen = point.len() as CK_ULONG;
            if attribute.pValue.is_null() {
                continue;
            }
            if room < point.len() {
                return CKR_BUFFER_TOO_SMALL;
            }
            // SAFETY: the caller's room, which was compared.
            unsafe {
                ptr::copy_nonoverlapping(point.as_ptr(), attribute.pValue.cast(), point.len());
            }
        }
        CKR_OK
    })
}

unsafe extern "C" fn sign_start(
    session: CK_SESSION_HANDLE,
    mechanism: *mut CK_MECHANISM,
    key: CK_OBJECT_HANDLE,
) -> CK_RV {
    // SAFETY: the caller's mechanism.
    let mechanism = unsafe { (*mechanism).mechanism };
    let logged_in = state().logged_in;
    on(session, |session| match u32::try_from(key / 2) {
        _ if mechanism != MECHANISM => CKR_MECHANISM_INVALID,
        _ if !logged_in => CKR_USER_NOT_LOGGED_IN,
        Ok(index) if key.is_multiple_of(2) && (1..=KEYS).contains(&index) => {
            session.signing = Some(index);
            CKR_OK
        }
        _ => CKR_KEY_HANDLE_INVALID,
    })
}

unsafe extern "C" fn sign_end(
    session: CK_SESSION_HANDLE,
    data: *mut CK_BYTE,
    length: CK_ULONG,
    out: *mut CK_BYTE,
    room: *mut CK_ULONG,
) -> CK_RV {
    // Asked twice, first for the length; the second time is the call.
    let act = if out.is_null() { None } else { enter(&library(), Call::Sign) };
    if let Some(act) = act.filter(|act| *act != Act::Wrong) {
        return played(act, session);
    }
    on(session, |session| {
        let Some(index) = session.signing else { return CKR_OPERATION_NOT_INITIALIZED };
        // SAFETY: the caller's buffers of their lengths.
        unsafe {
            if out.is_null() {
                *room = 64;
                return CKR_OK;
            }
            if *room < 64 {
                return CKR_BUFFER_TOO_SMALL;
            }
            session.signing = None;
            let data = slice::from_raw_parts(data, length as usize);
            let Some(raw) = sign(index, data, act) else { return CKR_DATA_LEN_RANGE };
            ptr::copy_nonoverlapping(raw.as_ptr(), out, raw.len());
            *room = 64;
        }
        CKR_OK
    })
}

//! The functions of PKCS#11 2.40 that signing needs, with one slot and one token.
#![expect(unsafe_code, reason = "the library exports C functions")]

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

/// The function list, which is not changed after it was made.
struct Functions(CK_FUNCTION_LIST);

// SAFETY: the list consists of function pointers and a version number and is only read.
unsafe impl Send for Functions {}
// SAFETY: as above.
unsafe impl Sync for Functions {}

/// # Safety
/// The parameters must be as PKCS#11 defines them for this function.
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
            C_FindObjectsInit: Some(find_objects_init),
            C_FindObjects: Some(find_objects),
            C_FindObjectsFinal: Some(find_objects_final),
            C_GetAttributeValue: Some(attribute_value),
            C_SignInit: Some(sign_init),
            C_Sign: Some(sign_final),
            ..CK_FUNCTION_LIST::default()
        })
    });
    // SAFETY: the caller passes a pointer to one pointer and, by PKCS#11, does not change the list.
    unsafe { *list = ptr::from_ref(&functions.0).cast_mut() };
    CKR_OK
}

/// Applies an injected fault and returns its code.
fn apply(act: Act, session: CK_SESSION_HANDLE) -> CK_RV {
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
fn with_session(session: CK_SESSION_HANDLE, body: impl FnOnce(&mut Session) -> CK_RV) -> CK_RV {
    match state().sessions.get_mut(&handle(session)) {
        Some(session) => body(session),
        None => CKR_SESSION_HANDLE_INVALID,
    }
}

unsafe extern "C" fn initialize(_: *mut c_void) -> CK_RV {
    CKR_OK
}

unsafe extern "C" fn slot_list(_: CK_BBOOL, slots: *mut CK_SLOT_ID, count: *mut CK_ULONG) -> CK_RV {
    // SAFETY: the caller passes a pointer to a count and, unless it is null, one to that many slots.
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
    // SAFETY: the caller passes a pointer to one CK_TOKEN_INFO.
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
        return apply(act, 0);
    }
    let mut state = state();
    let handle = state.new_handle();
    state.sessions.insert(handle, Session::default());
    // SAFETY: the caller passes a pointer to one handle.
    unsafe { *session = handle as CK_SESSION_HANDLE };
    CKR_OK
}

unsafe extern "C" fn close_session(session: CK_SESSION_HANDLE) -> CK_RV {
    if let Some(act) = enter(&library(), Call::CloseSession) {
        return apply(act, session);
    }
    let mut state = state();
    let open = state.sessions.remove(&handle(session)).is_some();
    // PKCS#11 §5.6.2 (C_CloseSession): closing the last session of a process logs it out.
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
        return apply(act, session);
    }
    // SAFETY: the caller passes a buffer of this length.
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

/// Returns class and handle of the private and of the public key.
fn objects(index: u32) -> [(CK_ULONG, CK_OBJECT_HANDLE); 2] {
    let even = CK_OBJECT_HANDLE::from(2 * index);
    [(CKO_PRIVATE_KEY, even), (CKO_PUBLIC_KEY, even + 1)]
}

unsafe extern "C" fn find_objects_init(
    session: CK_SESSION_HANDLE,
    wanted: *mut CK_ATTRIBUTE,
    count: CK_ULONG,
) -> CK_RV {
    // SAFETY: the caller passes an array of this length, in which each value has its own length.
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
    with_session(session, |session| {
        session.found = Some(found);
        CKR_OK
    })
}

unsafe extern "C" fn find_objects(
    session: CK_SESSION_HANDLE,
    out: *mut CK_OBJECT_HANDLE,
    room: CK_ULONG,
    count: *mut CK_ULONG,
) -> CK_RV {
    with_session(session, |session| {
        let Some(found) = &mut session.found else { return CKR_OPERATION_NOT_INITIALIZED };
        let given: Vec<u64> = found.drain(..found.len().min(room as usize)).collect();
        // SAFETY: the caller passes an array for `room` handles and a pointer to a count.
        unsafe {
            ptr::copy_nonoverlapping(given.as_ptr(), out, given.len());
            *count = given.len() as CK_ULONG;
        }
        CKR_OK
    })
}

unsafe extern "C" fn find_objects_final(session: CK_SESSION_HANDLE) -> CK_RV {
    with_session(session, |session| match session.found.take() {
        Some(_) => CKR_OK,
        None => CKR_OPERATION_NOT_INITIALIZED,
    })
}

unsafe extern "C" fn attribute_value(
    session: CK_SESSION_HANDLE,
    object: CK_OBJECT_HANDLE,
    wanted: *mut CK_ATTRIBUTE,
    count: CK_ULONG,
) -> CK_RV {
    // Callers call this function twice, first for the lengths and then for the values. Only the second call
    // is counted.
    // SAFETY: the caller passes an array of this length.
    let wanted = unsafe { slice::from_raw_parts_mut(wanted, count as usize) };
    let for_values = wanted.iter().any(|attribute| !attribute.pValue.is_null());
    if for_values && let Some(act) = enter(&library(), Call::PublicKey) {
        return apply(act, session);
    }
    with_session(session, |_| {
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
            // SAFETY: the caller's buffer is large enough, as checked above.
            unsafe {
                ptr::copy_nonoverlapping(point.as_ptr(), attribute.pValue.cast(), point.len());
            }
        }
        CKR_OK
    })
}

unsafe extern "C" fn sign_init(
    session: CK_SESSION_HANDLE,
    mechanism: *mut CK_MECHANISM,
    key: CK_OBJECT_HANDLE,
) -> CK_RV {
    // SAFETY: the caller passes a pointer to a mechanism.
    let mechanism = unsafe { (*mechanism).mechanism };
    let logged_in = state().logged_in;
    with_session(session, |session| match u32::try_from(key / 2) {
        _ if mechanism != MECHANISM => CKR_MECHANISM_INVALID,
        _ if !logged_in => CKR_USER_NOT_LOGGED_IN,
        Ok(index) if key.is_multiple_of(2) && (1..=KEYS).contains(&index) => {
            session.signing = Some(index);
            CKR_OK
        }
        _ => CKR_KEY_HANDLE_INVALID,
    })
}

unsafe extern "C" fn sign_final(
    session: CK_SESSION_HANDLE,
    data: *mut CK_BYTE,
    length: CK_ULONG,
    out: *mut CK_BYTE,
    room: *mut CK_ULONG,
) -> CK_RV {
    // Callers call this function twice, first for the length and then for the signature. Only the second
    // call is counted.
    let act = if out.is_null() { None } else { enter(&library(), Call::Sign) };
    if let Some(act) = act.filter(|act| *act != Act::Wrong) {
        return apply(act, session);
    }
    with_session(session, |session| {
        let Some(index) = session.signing else { return CKR_OPERATION_NOT_INITIALIZED };
        // SAFETY: the caller passes buffers of the given lengths.
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

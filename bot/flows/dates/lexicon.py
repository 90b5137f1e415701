"""The dictionary of `words`: what people write for each word about time, slang and abbreviations included."""

from bot.core.text import word_set

#: The words of that language, and what people write for them; a phrase is written with underscores.
_TABLE = """
day        hari hr hri day days harian dey
week       week weeks wk wks pekan mingguan
minggu     minggu mggu mgg mngg mg mngu minggunya minggu2
month      bulan bln bulam blan bula month months mth mths mnth mo bulannya
quarter    kuartal kwartal kuarter kwarter suku_tahun sukutahun suku triwulan quarter qtr seperempat
half       setengah stengah stngh stgh separuh separo paruh half
semester   semester penggal smt
year       tahun thn th tahu_n year years yr yrs taun tahunnya
weekend    weekend weekends wiken wikend akhir_pekan akhir_minggu hujung_minggu ujung_minggu hujung_mgg week_end
hour       hour hours hrs
minute     menit mnt minit minute minutes mins
min        min
1_day      sehari a_day one_day
1_week     seminggu semggu sepekan a_week
1_month    sebulan sebln a_month
1_year     setahun sethn a_year
2_week     a_fortnight fortnight dwiminggu two_weeks_time
1_hour     sejam an_hour se_jam
2          a_couple a_couple_of couple couple_of
2_to_3     a_few few several beberapa bbrp
this       ini ni nih nie this current neh nii skrg_ni
next       depan dpn depn dpan hadapan hdpn hdpan next nxt mendatang akan_datang berikutnya seterusnya berikut upcoming
next       yang_akan_datang yg_akan_datang yang_akan_dtg
_          coming_weeks coming_months
last       terakhir last final lepas_ni
ahead      lagi lg lgi again from_now from_today hence later kemudian dari_sekarang drpd_sekarang dari_skrg
onward     ke_depan kedepan ke_dpn ke_hadapan kehadapan
early      awal awl early beginning start_of beginning_of early_of awal_awal awal2 permulaan the_start the_beginning
mid        middle_of pertengahan tengah tgh mid middle ptengahan pertengahaan midway tengah2 tengah_tengah
end        end_of akhir akhr ahir hujung ujung penghujung end ending late hujong pengujung akhir_akhir akhir2 ends
today+0    hari_ini hr_ini hari_ni hr_ni harini hri_ini hri_ni today tdy 2day hari_nih
today+0_night malam_ini malam_ni mlm_ini mlm_ni malem_ini mlm_nanti nanti_malam nanti_malem nanti_mlm ntar_malem
today+0_night malam_nanti tonight tonite this_evening malam_nih ntar_malam ntar_mlm nti_malam nnti_malam
today+1    besok esok bsk bsok besuk besoknya esk keesokan tomorrow tmr tmrw tmw tomorow tomorrw 2moro tommorow tmorrow
today+1    tommorrow besoq bso esok_hari besok_hari hari_esok
today+2    lusa lsa day_after_tomorrow day_after_tmr overmorrow day_after_tmrw the_day_after_tomorrow
today+3    tulat
within     dalam dlm within dalam_waktu dlm_wktu inside dalam_tempoh dalam_masa dlm_masa dalam_jangka dalam_jangka_waktu
in         in
under      kurang_dari kurang_daripada less_than under maks max maksimal maksimum paling_lama paling_lambat_lambat
under      tidak_sampai tak_sampai gak_sampai no_more_than at_most ga_sampai nggak_sampai not_more_than tak_lebih_dari
under      tidak_lebih_dari gak_lebih_dari up_to kurang_dr
over       lebih_dari lebih_daripada more_than lbh_dari lbh_dr at_least minimal minimum paling_cepat paling_cepet
over       paling_cpt paling_awal paling_segera earliest at_the_earliest
over       sekurang_kurangnya paling_tidak over paling_sedikit lebih_dr
after      setelah stlh stelah sesudah ssudah abis abs habis hbs after lepas lps selepas slps pasca usai bada ba'da
after      post selesai kelar
before     sebelum sblm sblum sebelom blm_masuk sbelum before prior_to prior jelang menjelang sblom
by         by paling_lambat paling_lewat selambatnya selambat_lambatnya selewat_lewatnya no_later_than at_the_latest
by         paling_telat latest latest_by deadline deadlinenya sebelum_atau
from       mulai mula from start starting sejak bermula since mulanya start_dari mulai_dari bermula_dari beginning_from
between    antara antra between
to         sampai smpai sampe smpe hingga hngga till until to s/d sd sampai_dengan til through thru ampe smp s.d.
or         atau ato atw and or dan n either atopun ataupun dn
not        bukan bkn bukannya not no never tidak gak ga nggak tak x jangan
date       on_the
date       tanggal tgl tggl tarikh tkh trkh tgl. date tanggalan
hb         hb haribulan hari_bulan hbln
coming     coming yang_datang
asap       asap a_s_a_p secepatnya secepat_mungkin secepat_cepatnya scptnya sesegera_mungkin segera sgera
asap       as_soon_as_possible urgent urgen urgently immediately right_away right_now straight_away now rn
asap       sekarang skrg skrang skg sekarang_juga skrg_jg buru_buru lagi_buru_buru mendesak darurat
asap_today+0 hari_ini_juga hr_ini_jg hari_ini_jg today_itself hari_ni_jugak hari_ni_juga hr_ni_jgk
asap       buru2 rush hurry asap2
asap       cepat cpt cepet cepetan kilat gercep langsung lgsg soonest the_sooner_the_better sooner_the_better
asap       lebih_cepat_lebih_baik makin_cepat_makin_baik lagi_cepat_lagi_bagus as_fast_as_possible
asap       secepat_yang_boleh secepat_boleh kalau_boleh_cepat dengan_segera quickly quick cepat_cepat cepat2 cepet2
asap       sebentar_lagi bentar_lagi kejap_lagi sat_lagi first_thing immediate secara_segera skang sekrg sekarang_ni
asap       secepetnya secepat2nya scepatnya secepatnye secepat asp emergency kecemasan ngebut
unhurried  no_rush not_urgent tidak_urgent gak_urgent ga_urgent nggak_urgent tak_urgent x_urgent no_hurry in_no_rush
unhurried  tidak_buru_buru gak_buru_buru ga_buru_buru nggak_buru_buru tak_buru_buru santai santai_aja tak_tergesa_gesa
unhurried  tidak_terburu_buru gak_terburu_buru nggak_terburu_buru tidak_mendesak gak_mendesak tidak_segera not_in_a_rush
unhurried  not_in_a_hurry not_now tak_perlu_cepat gak_usah_buru_buru tidak_sekarang bukan_sekarang gak_sekarang
unhurried  tak_rush x_rush belum_sekarang ga_sekarang nggak_sekarang tak_nak_cepat not_immediately tak_segera
unhurried  tak_sekarang not_right_now not_anytime_soon ga_perlu_cepat_cepat
clock      jam jm pukul pkl pkul pk kul kol at @ jam2 pukol
morning    pagi pg pgi subuh sbh morning pagi2 mornin pagi_pagi pagi_hari
am         am a_m
pm         pm p_m
noon       tengah_hari tengahari tghari tgh_hari tghhari t_hari noon midday tengahhari tgh_hr tengah_hr
siang      siang siank siang_hari
afternoon  sore sor petang ptg ptang sorean afternoon evening eve sore2 petang2 sore_hari soree
night      maghrib magrib isya isyak isha
afternoon  asar ashar
siang      zohor dzuhur zuhur dhuhur
night      malam mlm malem mlam night nite malem2 malam_hari
midnight   tengah_malam midnight tgh_malam tengah_malem
oclock     oclock o'clock
past       past
add        lewat lwt lebih lbh lepas_pukul lwat
minus      kurang krg kurg
halfpast   half_past setengah_lewat
a_quarter  suku_jam
lebaran    lebaran lebran idul_fitri idulfitri aidilfitri aidil_fitri hari_raya hr_raya raya raye eid eid_al_fitr
lebaran    raya_puasa hari_raya_puasa eid_fitri lebaran_idul_fitri idul_fitri_nanti hari_raya_aidilfitri syawal ied
lebaran    eidul_fitri hari_raya_idul_fitri rayo eid_ul_fitr lebaranan mudik libur_lebaran cuti_raya
ramadan    puasa ramadan ramadhan romadhon ramadlan bulan_puasa bln_puasa bulan_ramadan bulan_ramadhan fasting_month
ramadan    posa poso fasting
idul.adha  idul_adha iduladha aidiladha aidil_adha raya_haji hari_raya_haji hari_raya_qurban raya_qurban eid_al_adha
idul.adha  raya_korban hari_raya_korban lebaran_haji kurban qurban hari_raya_aidiladha hari_raya_idul_adha
imlek      imlek imlekan cny chinese_new_year tahun_baru_cina tahun_baru_imlek lunar_new_year tahun_baru_china sincia
imlek      gong_xi_fa_cai tbc
deepavali  deepavali diwali deepavalli dipavali hari_deepavali
natal      natal natalan xmas christmas krismas natalnya x'mas hari_natal krismes
tahun.baru tahun_baru thn_baru taun_baru new_year new_years tahun_baruan nyd new_year_day new_years_day nataru th_baru
merdeka    merdeka kemerdekaan hari_kemerdekaan independence_day 17_agustusan agustusan hari_merdeka national_day
"""
_DAYS = """
senin snin senen snn seninn isnin isnen mon monday mondays
selasa slasa sls selase tue tues tuesday
rabu rbu rebo rabo wed weds wednesday
kamis kms kemis khamis kmis thu thur thurs thursday
jumat jmat jmt jum'at jumaat jumah jummat fri friday jumat2
sabtu sbtu saptu sbt sat saturday
ahad ahd sun sunday hari_minggu hr_minggu hri_minggu
"""
_MONTHS = """
januari jan january jnuari januar jan. janwari
februari feb february pebruari febuari peb februwari februry febr
maret mar march mac mrt
april apr aprl
mei may
juni jun june
juli jul july julai
agustus ags agst agt agu agus aug august ogos ogs
september sep sept septembr setember
oktober okt oct october octobr
november nov nopember nop novem
desember des dec december disember dis decmber desembr
"""
_NUMBERS = """
satu one
dua two due
tiga three tige
empat four ampat
lima five limo
enam six
tujuh seven
delapan eight lapan
sembilan nine
sepuluh ten
sebelas eleven
dua_belas twelve duabelas dozen
tiga_belas thirteen
empat_belas fourteen
lima_belas fifteen
enam_belas sixteen
tujuh_belas seventeen
delapan_belas lapan_belas eighteen
sembilan_belas nineteen
dua_puluh twenty dua_pulu
"""
_ORDINALS = """
pertama first kesatu 1st ke_1
kedua second 2nd ke_2 ke_dua
ketiga third 3rd ke_3 ke_tiga
keempat fourth 4th ke_4 ke_empat
kelima fifth 5th ke_5 ke_lima
"""
#: Said along with a time without changing it.
FILLERS = word_set(
    """
    ya yah yaa sih kak kakak pak bu mas mbak bang bos boss deh dong lah la je jer aja saja sahaja ja kok kot kan nanti nti
    ntar nnti sekitar skitar kira kira2 around about roughly approximately circa approx mungkin maybe
    perhaps probably insyaallah insya allah insyallah the of on di pada pd kat during sometime anytime yang yg bisa boleh
    mau mahu nak kalau kalo klo if possible please pls plan planning rencana rencananya rancangnya target targetnya somewhere
    saat time masa waktu pas gitu begitu ke dekat kat juga jg jugak we i want saya kami aku sy lah sekali itu tu tuh selama
    paling rasanya rasa thinking think hopefully semoga for untuk utk buat is it hendak pengen pengin ingin inginnya maunya
    """
)
#: Words forgiven a slip of the finger, besides the days and months.
SLIPS = word_set(
    "sebelum setelah sesudah selepas pertengahan tanggal kuartal secepatnya sekarang urgent weekend tengahari hadapan tahun"
)
#: Everyday words one slip away from a day or a month.
NO_SLIP = word_set(
    "market markets jemaat selesa selalu sampah seminar selama senang semua satuan sabut jumlah march merit match"
)


def _meanings() -> dict[str, str]:
    known: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        meaning, *spellings = line.split()
        plain = meaning.replace("_", " ") if meaning != "_" else meaning
        known |= {spelling.replace("_", " "): plain for spelling in spellings}
    for sign, lines, first in (
        ("d", _DAYS, 0),
        ("m", _MONTHS, 1),
        ("", _NUMBERS, 1),
        ("o", _ORDINALS, 1),
    ):
        for value, line in enumerate(lines.strip().splitlines(), first):
            known |= {spelling.replace("_", " "): f"{sign}{value}" for spelling in line.split()}
    return known


#: Every spelling, a phrase with spaces, and what it means.
MEANINGS = _meanings()

"""What people count: a number before one of these is no amount of money, and may be the number we asked for."""

from bot.core.text import any_of

PEOPLE = any_of(
    r"orang2?, org, orng, pax, people, peoples, ppl, persons?, pekerja, karyawan\w*, kary, pegawai, "
    r"staff?s?, kakitangan, employees?, headcount, heads?, users?, pengguna, members?, ahli, anggota, tim, "
    r"team, peserta, participants?, attendees?, delegates?, students?, pelajar, siswa, murid, mahasiswa, "
    r"anak, dewasa, adults?, kids?, child(?:ren)?, kanak-kanak, budak, tamu, tetamu, guests?, jemputan, "
    r"undangan, penumpang, passengers?, buruh, sales, agents?, agen, reps?, workers?, jemaah, jamaah, "
    r"kepala, jiwa, keluarga, family, crew, kru, guru, cikgu, dosen, teachers?, developers?, dev, "
    r"engineers?, freelancers?, freelance, intern, interns, magang, manajer, managers?, supir, driver, "
    r"kasir, orang-orang, kawan, teman, temen, friends?, rakan, vendor, tenaga kerja, personil, personel"
)
PLACES = any_of(
    r"cabang, cawangan, branch(?:es)?, outlets?, kantor, offices?, pejabat, toko, kedai, stores?, shops?, "
    r"lokasi, locations?, sites?, gudang, warehouses?, lantai, floors?, tingkat, rooms?, kamar, bilik, "
    r"bedrooms?, meja, tables?, kelas, grup, groups?, kumpulan, divisi, departments?, jabatan, negara, "
    r"kota"
)
TIMES = any_of(
    r"tahun, thn, th, years?, yrs?, bulan, bln, months?, mths?, minggu, mgg, weeks?, hari, hr, days?, jam, "
    r"hours?, hrs?"
)
THINGS = any_of(
    r"pcs, pc, pieces?, buah, biji, bh, unit, units, helai, lembar, keping, lusin, dozen, kodi, kg, "
    r"kilo\w*, ton, gram, gr, liter, litre, meter, m2, sqm, sqft, km, cm, mm, %, persen, percent, peratus, "
    r"pages?, halaman, laman, produk, products?, items?, barang, sku, box, dus, karton, kotak, "
    r"licen[cs]es?, lisensi, lesen, seats?, akun, akaun, accounts?, followers?, pengikut, views?, klik, "
    r"clicks?, leads?, orders?, pesanan, transaksi, transactions?, video, foto, photos?, posts?, konten, "
    r"design, desain, logo, mobil, kereta, motor, kaos, baju, shirts?"
)
COUNTED = f"(?:{PEOPLE}|{PLACES}|{TIMES}|{THINGS})"

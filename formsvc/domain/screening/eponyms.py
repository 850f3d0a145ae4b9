"""Surgery's own surnames: signs, scores, repairs and things, which are nobody's patient."""

from __future__ import annotations

EPONYMS = frozenset(
    """
    abernethy adson alcock allen allis alvarado amyand angelchik apache apfel apgar argyle asherman aschoff babcock
    babinski bailey baker balfour balthazar bankart barlow barrett barron bartholin barton bascom bassini battle beck
    bell bellevue billroth bishop blalock blatchford blumer boas bochdalek boerhaave bonney bookwalter bosniak bowel
    bowen braden branham breslow brescia bristol brodie brooke brown budd buerger burch cacchione caldwell calot caprini
    cantlie charcot charlson charnley cheatle child chiari chvostek clark clavien cloquet codman colles connell conn
    cooper courvoisier cowden cowper crohn cullen curling cushing czerny dalton dance dandy davies debakey deaver desarda
    dercum dieulafoy dixon doppler down dukes duhamel duke dupuytren durham eaton eck ehlers ewing felty finney fitz-hugh
    fitzgerald fogarty foley fontaine fordyce fournier fowler fox frantz fredet freiburg frey frykman galeazzi gallie
    gardner garden gartner gastrografin gerota gillies gilbert girdlestone glasgow gleason glisson goligher goodpasture
    goodsall graham graves grey grynfeltt guyon haller halsted harmonic harris hartmann hashimoto hasson hassan heineke
    heister heller henoch hesselbach hickman hill-sachs hinchey hirschsprung hodgkin homan homans horner howship hudson
    hunter hurthle hutchinson huntington ivor jaboulay jackson jefferson jelliffe johansen jones joubert kanavel kasabach
    kehr kelly kirschner klatskin klippel kocher koch kraske krukenberg kugel ladd langenbeck langer lachman lahey lanz
    lauren leriche lewis ligasure lichtenstein lister littre littré lloyd lockwood londsdale ludwig lynch lane love
    maisonneuve maffucci mallory marfan marjolin marlex marshall mason mayo mcburney mccoy mcevedy mcgrath mcroberts mcvay
    meckel meigs meleney mendelson menetrier menghini merkel michael mikulicz miles milligan milroy mirizzi mohs monteggia
    morgagni morgan morrison mortensen morton moynihan munro murphy nélaton nelson nissen nyhus oddi ogilvie ortolani oschner
    ollier osler ottawa paget palmer pancoast paneth parkinson parkland parks patey perthes petersen petit peutz peyronie
    pfannenstiel phalen pilcher plummer polya pott potts poupart pringle psoas puestow quincke ramstedt ranson ransons raynaud
    reed reinke rex reynold reynolds richter riedel rigler rockall rovsing roux rutherford rutkow salter santorini saint scarpa
    schatzki schilder schwann sengstaken shouldice sims sipple simmond simmonds sister sjogren sliding smead smith spigelian
    soave spetzler spitz steinmann sternberg stensen stokes strangeways stoppa sudeck swenson symes syme szabo thiersch
    thomas tinel todani toupet trendelenburg treitz troisier trousseau truelove tyndall turner valsalva vater veress vicryl
    virchow volkmann von waldeyer wallace warthin weber wernicke wertheim wharton whipple wilkie wilkins wilms wilson winslow
    wirsung wolff yates zenker ziehl zollinger witzel addison alzheimer sampson lembert gambee kessler prolene monocryl pds
    jerome dennis lorenz ripstein delorme altemeier thiersch karydakis limberg rhomboid ferguson hanley seton aldrete
    bismuth strasberg csendes tokyo atlanta marshall imrie siewert lugano borrmann forrest savary prague los bi-rads tirads
    bethesda robson gustilo schatzker lisfranc jefferson hangman bennett rolando boxer smiths gartland mayfield hunt hess
    fisher monro kellie cheyne kussmaul beck cushings gurd virchows wells duke jones light lights
    """.split()
)
"""Some are common surnames as well: they are left alone only where no title stands before them."""

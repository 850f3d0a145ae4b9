"""Common first names in the United Kingdom: a hint beside words for a patient, never enough alone."""

GIVEN_NAMES = frozenset(
    """
    aaron abdul abdullah abigail ada adam adele adrian agnes ahmed aidan aisha alan albert alec alex
    alexander alexandra alfie alfred alice alison alistair allan amanda amara amber amelia amina
    amir amit amy ana anastasia andrea andrew angela angus anil anita ann anna anne annie anthony
    antonio anwar archie arjun arnold arthur arun asha ashley asif audrey aurora ayesha barbara
    barry beatrice ben benjamin bernadette bernard bert bertha beryl beth betty beverley bill billy
    bob bobby brenda brendan brian bridget bronwen bruce bryan callum cameron carl carla carlos
    carmel carol caroline cath catherine cathy cecil celia chandra charles charlie charlotte chen
    chidi chloe chris christina christine christopher claire clara clare clarence clive colin colm
    connie connor constance craig cynthia cyril daisy damian daniel danielle danny daphne darren
    dave david dawn deborah declan deepak deirdre denis denise dennis derek dermot desmond devi
    diana diane dolores dominic donald donna doreen doris dorothy doug douglas duncan dylan ebony
    eddie edith edmund edna edward edwin eileen elaine eleanor elena eli elijah elizabeth ella ellen
    elsie emeka emily emma enid eric erica ernest ernie esme esther ethan ethel euan eunice eva evan
    eve evelyn fatima fatou fay felix femi fergus fiona flora florence fran frances francesca
    francis frank fraser fred freda freddie frederick freya gareth gary gavin gemma geoff geoffrey
    george georgia georgina gerald geraldine gerard gertrude gillian gina gladys glenda glenn glenys
    gloria gordon grace graeme greg gregory gwen gwyneth hannah harold harriet harry harvey hassan
    hazel heather hector helen helena henrietta henry herbert hilary hilda horace howard hugh hugo
    hussein ian ibrahim ida imogen imran ines ingrid irene iris isaac isabel isabella isla ivan ivy
    jack jackie jacob jacqueline jade jake james jamie jamila jane janet janice jasmine jason javed
    jay jayden jean jeanette jeff jenna jennifer jenny jeremy jerome jess jesse jessica jim jimmy
    joan joanna joanne joe joel john johnny jonathan jordan joseph josephine josh joshua joyce juan
    judith judy julia julian julie june kai kamal karen karl kate katherine kathleen kathryn kathy
    katie kay keith kelly ken kenneth kenny kerry kevin khadija kieran kim kirsty krishna kumar
    kwame kyle lakshmi lara laura lauren laurence layla leah leanne lee lena leo leon leonard les
    lesley leslie leticia levi liam lila lilian lily linda lisa liz lloyd lola lorna lorraine louis
    louisa louise lucas lucy luke luna lydia lynda lynn lynne mabel maggie mahmoud maisie malcolm
    manjit marcus margaret maria marian marie marilyn marion marjorie martha martin mary mason
    matilda matt matthew maud maureen maurice mavis maxine megan mehmet mei melanie melissa mia
    michael michelle mick mildred millie milly minnie miriam mohamed mohammad mohammed moira molly
    mona monica morag moses muhammad muriel myra nadia nancy naomi natalie natasha nathan neil
    nellie nelson nia niamh nicholas nick nicola nicole nigel nina noah noel nora norah noreen norma
    norman nuala olive oliver olivia olu omar oscar oswald otto owen pamela patricia patrick paul
    paula pauline pearl peggy penelope penny percy pete peter petra phil philip phillip phoebe
    phyllis pradeep priya rachel raj rajesh ralph ramesh rana ranjit rashid raymond rebecca reginald
    reuben rhiannon rhys ricardo richard rita rob robert robin roger roland ron ronald ronnie rory
    rosa rosaleen rose rosemary rosie ross roy ruby rupert russell ruth ryan sadie saeed sally salma
    sam samina samira samuel sandra sanjay sara sarah sasha seamus sean sebastian shanti sharon
    sheila shirley sian sid sidney simon siobhan sofia sonia sophia sophie stacey stan stanley
    stella stephanie stephen steve steven stewart stuart sunita surinder susan suzanne sven sybil
    sylvia tanya tara tariq ted terence teresa terry tess thelma theo theresa thomas tim timothy
    tina toby todd tom tommy tony tracey tracy trevor tyler una ursula valerie vanessa vera verity
    veronica vic vicky victor vijay vincent viola violet virginia vivian wanda wayne wendy wilf
    wilfred william winifred winston xavier yan yasmin yolanda yusuf yvette yvonne zainab zara zoe
    zofia
    graham lewis warren geraint leigh glen bevan craig barclay monty herb walt stu shelley
    adebayo adeola aditya adriana akash akua alejandro alok amadou anand ananya andres anjali arman
    arvind ashok ayla babatunde beatriz bhavna bola brayden bruno camila chetan chika cristina damilola
    deepa diego dinesh divya eduardo efua ekow elodie esi esteban evie fabio farhan felipe fernando
    francisco gaurav gbenga gita gopal guillermo harish hema idris ignacio indira jabu jagdeep jasper
    javier jaya joaquim jose juana jyoti kabir kayden kian kiran kishore kofi kojo kweku lalita lindiwe
    lorenzo luca madhu mahesh mandla manish manolo marco mario mateo mauricio maya meena mila mohan
    nadeem natalia naveed neeraj nikhil nisha nitin nkosi oluwatobi pablo paolo pilar pooja prakash
    radha rajiv ramya raquel reena rekha rina ritu rodrigo rohan rohit rosario rupa sachin salvatore
    sandeep sanjana saskia sergio shane shaun shreya shyam silvia simran sipho sita sonal stacie sudha
    suresh sushila tayo tejas temi thabo themba tiago tyla tyrell uday usha valentina vandana varun
    vicente vinod wanjiru ximena yash yemi zac zak zola zubair
    aarav abdi agnieszka ahmad aleksander alina aliyah amal anais aneta anika aniya anya aodhan aoife
    ayaan ayumi barnaby baz bea beata betsy bilal blessing bogdan boguslaw bronagh bryony caitlin
    caoimhe catriona cedric ceri cerys chiamaka chidera chinedu chukwu ciara cillian clifford conor
    cormac cuthbert dafydd dahir dariusz deirbhile delyth dmitri dorota dot dottie dympna eamon ebele
    edgar eilidh eimear eirlys ekaterina elif elin elzbieta emre enrique eoin esra ethelred ewa ezekiel
    faisal farah fatoumata femke fergal finlay fionnuala florin florrie folake funmi gabriela ganesh gaz
    georgi gerry gethin giorgio giovanni giuseppe goronwy grainne grazyna gulsen gurpreet gwendoline
    gwilym halima hamish hamza harpreet heledd hettie hodan horatio hubert hyacinth iain iestyn ieuan
    ifeoma ignatius igor ikram ilona inaya iona ionut ishaan ivana ivor jaroslaw jasmin jaspreet
    jeremiah jerzy joaquin jonny jorge kasia katarzyna kavita kayleigh kemi kenji kev krzysztof lachlan
    laszlo latoya lech leila len llinos lorcan lottie lowri lucia luis luisa madge maeve magdalena mair
    mairead malgorzata manoj manuel marek marge maryam mateusz mattie meera mehdi mehmood mercy meron
    miguel mihai milan millicent mirela mohd mukesh murdo myfanwy myles nasreen nathaniel navdeep neha
    nettie ngozi niall nikolai nimco nkechi nnamdi oisin oksana olga oluwaseun orla ottilie padraig
    parminder patrycja pawel pedro peg peigi percival pierre piotr poppy preethi priyanka queenie rafael
    rafal rahul rajinder rakesh rasheeda ravi reggie renata rhodri roisin ruaridh rufus rukhsana saba
    sabina sadia sahra sana sanjeev santiago saoirse sergei shabana shakira shanice shauna shaz shona
    sinead sioned solomon somchai soren stanislaw stavros stefan steffan sukhdev sunil svetlana swati
    tabitha tadeusz tadhg tamika tatiana teddy tegan tendai thandi tilly tolu tomasz tunde tyrone uche
    uma usman vasile vi vikram vladimir wai warsame wei wendel wiktor wilfrid winnie wojciech xiu
    yasmine yaw yetunde yuki zahra zanele zayn zbigniew zeynep zoya zuzanna
    """.split()
)

ALSO_WORDS = frozenset(
    """
    amber art asha bill bob carol cathy charlotte chen colin daisy dawn drew eve faith fay florence
    frank gene grace grant hazel heather iris ivy jack jade jean joy june kay kim lee lily mark
    miles mo nick noor olive pat paul pearl penny pete rob robin rose ross ruby sandy stan summer
    blessing dot ivor lech mair mattie mercy milan peg poppy solomon solo uma vi wei wai
    tom tony tyler victor victoria violet virginia will
    """.split()
)
"""Names that are also words, places or the like: these need something that happens to patients beside them."""
